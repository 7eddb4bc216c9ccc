import type { Header } from '../contract/exchange.ts'
import { headerOf } from '../contract/headers.ts'
import type { Rate } from '../contract/profile.ts'
import type { WindowState } from '../contract/rateWindow.ts'
import { readRateLimits } from '../diagnosis/rateLimit.ts'
import { readRetryAfter } from '../diagnosis/retryAfter.ts'
import { RateWindow, type Pass } from '../sending/rateWindow.ts'
import { createServerClock, type Times } from '../sending/serverClock.ts'

/** What a response tells of clock and window. Times are monotonic ms. */
export interface Sighted {
  status: number
  headers: readonly Header[]
  sentAt: number
  receivedAt: number
}

/** The rate windows of a program's keys, by the clock of the API. It counts, and holds nothing back. */
export interface CallWindows {
  /** Whether calls to this path count. */
  counts(path: string): boolean
  /** Ms until the window of a key has room. */
  waitMs(key: string): number
  pass(key: string): Pass
  takeBack(key: string, pass: Pass): void
  /** Takes in a response; `pass` is null for a call that does not count. */
  answered(key: string | null, pass: Pass | null, sighted: Sighted): void
  /** Null for a key that has sent nothing. */
  state(key: string | null): WindowState | null
  clockOffsetMs(): number | null
  /** Ms until the next window of the API, surely not too early. */
  boundaryMs(): number
}

/** Keys of a program are few; a program that makes up tokens must not fill the memory. */
const MOST_KEYS = 1000

export function createCallWindows(profile: string, rate: Rate, times: Times): CallWindows {
  const server = createServerClock(times)
  const windows = new Map<string, RateWindow>()

  function windowOf(key: string): RateWindow {
    const known = windows.get(key)
    if (known) return known
    const [oldest] = windows.keys()
    if (windows.size >= MOST_KEYS && oldest !== undefined) windows.delete(oldest)
    const window = new RateWindow(rate, server)
    windows.set(key, window)
    return window
  }

  return {
    // Letter case does not matter in a path of the API.
    counts: (path) => rate.paths.some((start) => path.toLowerCase().startsWith(start.toLowerCase())),
    waitMs: (key) => windowOf(key).waitMs(),
    pass: (key) => windowOf(key).pass(),
    takeBack: (key, pass) => {
      windowOf(key).takeBack(pass)
    },
    answered(key, pass, { status, headers, sentAt, receivedAt }) {
      server.observe({ date: headerOf(headers, 'date'), age: headerOf(headers, 'age'), sentAt, receivedAt })
      if (key === null || pass === null) return
      const now = server.now()
      const window = windowOf(key)
      if (status === 429) window.refused(readRetryAfter(headerOf(headers, 'retry-after'), now))
      window.answered(pass, readRateLimits(headers, now))
    },
    state(key) {
      const window = key === null ? undefined : windows.get(key)
      if (key === null || !window) return null
      const offset = server.offset()
      const { startsAt, resetsAt, ...use } = window.use()
      return {
        profile,
        key,
        limit: rate.limit,
        lengthMs: rate.lengthMs,
        mode: 'observe',
        queued: 0,
        startsAt: startsAt - (offset ?? 0),
        resetsAt: resetsAt - (offset ?? 0),
        clockOffsetMs: offset,
        ...use,
      }
    },
    clockOffsetMs: () => server.offset(),
    boundaryMs: () => rate.lengthMs - (server.earliest() % rate.lengthMs),
  }
}
