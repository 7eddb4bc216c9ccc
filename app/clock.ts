import { setTimeout as delay } from 'node:timers/promises'

/** Time, handed in, so that a test of an hour takes a millisecond. */
export interface Clock {
  /** Wall clock, epoch ms. It may jump: use it for dates only. */
  now(): number
  /** Ms that never run backwards, for durations and waits. */
  monotonic(): number
  /** Ends after `ms`; rejects with an `AbortError` when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : {}),
}
