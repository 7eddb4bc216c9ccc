import type { WindowState } from '../contract/rateWindow.ts'

/** How many requests of one key may be under way at once. */
export const CONCURRENCY = 4

/** Usual ms of one request, before anything is known of it. */
export const FIRST_GUESS_MS = 300

export interface Load {
  /** Own clock, epoch ms. */
  now: number
  /** Requests that are still to begin. */
  count: number
  /** Requests that are under way. */
  active: number
  /** Usual ms of one request. */
  usualMs: number
  /** Null when they do not count against a rate window. */
  window: WindowState | null
}

/** When the last of the requests is likely to be answered, epoch ms in our own clock. */
export function estimateEnd({ now, count, active, usualMs, window }: Load): number {
  const takes = (requests: number) => Math.ceil(requests / CONCURRENCY) * usualMs
  if (!window) return now + takes(count + active)
  const room = window.full ? 0 : Math.max(0, window.limit - window.used - window.queued)
  if (count <= room) return now + takes(count + active)
  const beyond = count - room
  const windows = Math.ceil(beyond / window.limit)
  const inLast = beyond - (windows - 1) * window.limit
  return Math.max(now, window.resetsAt) + (windows - 1) * window.lengthMs + takes(inLast)
}

/** How long so many requests that begin now are likely to take, in ms. */
export function estimateSpan(count: number, window: WindowState | null, now: number): number {
  return estimateEnd({ now, count, active: 0, usualMs: FIRST_GUESS_MS, window }) - now
}
