import { finalStatus } from '../contract/outcome.ts'
import type { Verdict } from '../contract/comparison.ts'
import type { Exchange } from '../contract/exchange.ts'

/** So many answers that are all the same as before show that nothing has changed. */
export const PROBES = 3

/**
 * Equal for requests that were refused in the same way, so that the first of them tell about the rest: a refused key
 * (401) is refused whatever it asks for, a scope (403) refuses the same kind of request. Null for those that were not
 * refused.
 */
export function refusalGroup(exchange: Exchange): string | null {
  const { profile, key, diagnosis } = exchange
  const status = finalStatus(exchange)
  if (status === 401) return JSON.stringify([401, profile, key])
  if (status === 403) return JSON.stringify([403, profile, key, diagnosis?.fingerprint ?? ''])
  return null
}

/** What is known of one group while a replay runs. */
export interface Group {
  /** Requests under way. */
  active: number
  same: number
  /** An answer that differs from before: the rest is worth sending. */
  hasChanged: boolean
}

/** Whether another request of the group may begin before the first answers are in. */
export function mayBegin({ active, same, hasChanged }: Group): boolean {
  return hasChanged || active + same < PROBES
}

export function isUnchanged({ same, hasChanged }: Group): boolean {
  return !hasChanged && same >= PROBES
}

/** A cancelled request tells nothing. */
export function learn(group: Group, verdict: Verdict): void {
  if (verdict === 'same') group.same += 1
  else if (verdict !== 'undecided') group.hasChanged = true
}
