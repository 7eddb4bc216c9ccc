import type { ExchangeSummary } from '../../../app/contract/summary.ts'
import type { WindowState } from '../../../app/contract/window.ts'

const MINUTE_MS = 60_000
const MINUTES = 60
/** A pace that was measured over less than this share of the window says nothing. */
const SHORTEST_SHARE = 0.1

export interface Forecast {
  /** Requests by the end of the window if it goes on like this, those held back included. */
  readonly used: number
  /** Epoch ms at which the window would be full; null when it would not be. */
  readonly fullAt: number | null
}

/** Where the window is heading; null while it has hardly begun or nothing was sent in it. */
export function forecastWindow(state: WindowState, now: number): Forecast | null {
  const elapsed = now - state.startsAt
  if (now >= state.resetsAt || state.used === 0 || elapsed < state.lengthMs * SHORTEST_SHARE) return null
  const aMs = state.used / elapsed
  const used = Math.round(aMs * state.lengthMs) + state.queued
  const left = state.limit - state.used - state.queued
  const fullAt = now + Math.max(0, left) / aMs
  return { used, fullAt: fullAt < state.resetsAt ? fullAt : null }
}

export interface MinuteCount {
  /** Epoch ms at which the minute begins. */
  readonly start: number
  /** Attempts of the exchanges that began in it. */
  readonly sent: number
  /** Exchanges that ended with 429. */
  readonly limited: number
}

/** The last sixty minutes, oldest first, the present one last. */
export function lastHour(items: readonly ExchangeSummary[], now: number): readonly MinuteCount[] {
  const first = Math.floor(now / MINUTE_MS) - (MINUTES - 1)
  const counts = Array.from({ length: MINUTES }, (_, index) => ({
    start: (first + index) * MINUTE_MS,
    sent: 0,
    limited: 0,
  }))
  for (const item of items) {
    const minute = counts[Math.floor(Date.parse(item.startedAt) / MINUTE_MS) - first]
    if (!minute) continue
    minute.sent += item.attempts
    if (item.status === 429) minute.limited += 1
  }
  return counts
}

/** The exchanges of the last hour that ended with 429, newest first. */
export function limitedInLastHour(
  items: readonly ExchangeSummary[],
  now: number,
): readonly ExchangeSummary[] {
  return items.filter((item) => item.status === 429 && now - Date.parse(item.startedAt) < MINUTES * MINUTE_MS)
}
