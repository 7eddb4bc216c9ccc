import { setTimeout as delay } from 'node:timers/promises'
import { LONGEST_MS } from './contract/times.ts'

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
  async sleep(ms, signal) {
    // A server can ask for a wait of years.
    let left = ms
    for (; left > LONGEST_MS; left -= LONGEST_MS) await delay(LONGEST_MS, undefined, { signal })
    await delay(left, undefined, { signal })
  },
}
