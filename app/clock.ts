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

/** A clock that is told when the computer sleeps, which the system's monotonic time may not count. */
interface SleepingClock extends Clock {
  suspended(): void
  /** Counts the time since, by the wall clock, and ends each sleep whose time has passed meanwhile. */
  resumed(): void
}

export function createClock({ now, monotonic }: Pick<Clock, 'now' | 'monotonic'>): SleepingClock {
  const sleepers = new Set<() => void>()
  let sleptMs = 0
  let before: number | null = null
  const passed = () => monotonic() + sleptMs

  return {
    now,
    monotonic: passed,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        const due = passed() + ms
        let timer: NodeJS.Timeout
        const leave = () => {
          clearTimeout(timer)
          sleepers.delete(look)
          signal?.removeEventListener('abort', abort)
        }
        const abort = () => {
          leave()
          reject(new DOMException('The sleep was ended', 'AbortError'))
        }
        const wait = (left: number) => {
          // A server can ask for a wait of years.
          timer = setTimeout(look, Math.min(left, LONGEST_MS))
        }
        const look = () => {
          const left = due - passed()
          clearTimeout(timer)
          if (left > 0) {
            wait(left)
            return
          }
          leave()
          resolve()
        }
        if (signal?.aborted) {
          abort()
          return
        }
        signal?.addEventListener('abort', abort)
        sleepers.add(look)
        wait(ms)
      })
    },
    suspended() {
      before = now() - monotonic()
    },
    resumed() {
      if (before === null) return
      sleptMs += Math.max(0, now() - monotonic() - before)
      before = null
      for (const look of [...sleepers]) look()
    },
  }
}

export const systemClock = createClock({ now: () => Date.now(), monotonic: () => performance.now() })
