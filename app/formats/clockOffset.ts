import { headerOf } from '../contract/headers.ts'
import type { Exchange } from '../contract/exchange.ts'

/**
 * How far the server's clock was ahead of ours, in ms, by the `Date` of the last answer; null when it gave none. That
 * header counts in whole seconds, so the figure is good to about a second.
 */
export function clockOffsetOf({ attempts }: Exchange): number | null {
  const last = attempts.findLast(({ response }) => response !== null)
  const theirs = Date.parse(headerOf(last?.response?.headers ?? [], 'date') ?? '')
  if (!last || Number.isNaN(theirs)) return null
  const ours = Date.parse(last.startedAt) + (last.timing.firstByteMs ?? 0)
  // The middle of the second that the header names.
  return Math.round(theirs + 500 - ours)
}
