import { headerOf } from '../contract/headers.ts'
import { createServerClock } from '../sending/serverClock.ts'
import type { Call } from './calls.ts'
import { groupedBy } from './grouped.ts'

/** The moment that the server wrote a response; null where its `Date` is missing, or that of a cache. */
export function dateOf({ attempt }: Call): number | null {
  const headers = attempt.response?.headers ?? []
  const age = headerOf(headers, 'age')
  const date = Date.parse(headerOf(headers, 'date') ?? '')
  return Number.isNaN(date) || (age !== null && age.trim() !== '0') ? null : date
}

/**
 * Finds when each call of one program left, in the clock of its server: within the bounds that the `Date` of all responses so far
 * allow. Calls before the first `Date` have those of the first.
 */
export function findServerTimes(calls: readonly Call[]): void {
  const hosts = groupedBy(calls, ({ host }) => host)
  for (const ofHost of hosts.values()) findAt(ofHost.toSorted((a, b) => a.endedAt - b.endedAt))
}

function findAt(calls: readonly Call[]): void {
  let now = 0
  const clock = createServerClock({ now: () => now, monotonic: () => now })
  const before: Call[] = []
  for (const call of calls) {
    const { attempt, sentAt, endedAt } = call
    const headers = attempt.response?.headers ?? []
    now = endedAt
    clock.observe({
      date: headerOf(headers, 'date'),
      age: headerOf(headers, 'age'),
      sentAt,
      receivedAt: Math.min(endedAt, sentAt + (attempt.timing.firstByteMs ?? Number.POSITIVE_INFINITY)),
    })
    if (!clock.isKnown) before.push(call)
    const offsets = { low: clock.earliest() - now, high: clock.latest() - now }
    for (const each of clock.isKnown ? [...before.splice(0), call] : [])
      each.server = { from: each.sentAt + offsets.low, to: each.sentAt + offsets.high, isKnown: true }
  }
}
