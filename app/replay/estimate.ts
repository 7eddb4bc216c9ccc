import type { WindowState } from '../contract/rateWindow.ts'

/** How many requests of one key a replay has under way at once. */
export const CONCURRENCY = 4

/** Ms that a request usually takes. */
const USUAL_MS = 300

/** How long so many requests that begin now are likely to take, in ms. Without a window they count against none. */
export function estimateSpan(count: number, window: WindowState | null, now: number): number {
  const takes = (requests: number) => Math.ceil(requests / CONCURRENCY) * USUAL_MS
  if (!window) return takes(count)
  const room = window.full ? 0 : Math.max(0, window.limit - window.used - window.queued)
  if (count <= room) return takes(count)
  const beyond = count - room
  const windows = Math.ceil(beyond / window.limit)
  const inLast = beyond - (windows - 1) * window.limit
  return Math.max(0, window.resetsAt - now) + (windows - 1) * window.lengthMs + takes(inLast)
}
