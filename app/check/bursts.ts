import type { Call } from './calls.ts'

/** Calls that a program may have made all at once, before any of their responses. */
export interface Burst {
  /** When the last of them began. */
  lastAt: number
  isParallel: boolean
}

/** Calls made at once may come in so far apart: each one may first need a connection, ms. */
const LONGEST_GAP_MS = 500
/** The first may have ended so long before the next comes in, ms. */
const LONGEST_IDLE_MS = 100

/**
 * The burst of each call that has others side by side with it or near it. Calls that only follow one another are no burst:
 * their program waits for each response.
 */
export function burstsOf(calls: readonly Call[]): Map<Call, Burst> {
  const bursts = new Map<Call, Burst>()
  let burst: Burst | null = null
  let busyUntil = Number.NEGATIVE_INFINITY
  for (const call of calls) {
    if (!burst || call.at - burst.lastAt > LONGEST_GAP_MS || call.at - busyUntil > LONGEST_IDLE_MS) {
      burst = { lastAt: call.at, isParallel: false }
      busyUntil = Number.NEGATIVE_INFINITY
    }
    if (call.at < busyUntil) burst.isParallel = true
    burst.lastAt = call.at
    busyUntil = Math.max(busyUntil, call.endedAt)
    bursts.set(call, burst)
  }
  for (const [call, { isParallel }] of bursts) if (!isParallel) bursts.delete(call)
  return bursts
}
