import type { Activity } from '../../../app/contract/activity.ts'
import type { WindowState } from '../../../app/contract/rateWindow.ts'

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

/** A key, or none, of a profile. */
export type KeyOf = Pick<Activity['minutes'][number], 'profile' | 'key'>

export interface MinuteCount {
  /** Epoch ms at which the minute begins. */
  readonly start: number
  /** Attempts that left in it. */
  readonly sent: number
  /** How many of these were answered 429. */
  readonly limited: number
}

/** The last sixty minutes, oldest first, the present one last. `isMeant` picks the keys that count. */
export function lastHour(
  counted: Activity['minutes'],
  now: number,
  isMeant: (of: KeyOf) => boolean = () => true,
): readonly MinuteCount[] {
  const first = Math.floor(now / MINUTE_MS) - (MINUTES - 1)
  const minutes = Array.from({ length: MINUTES }, (_, index) => ({
    start: (first + index) * MINUTE_MS,
    sent: 0,
    limited: 0,
  }))
  for (const one of counted) {
    const minute = minutes[Math.floor(one.start / MINUTE_MS) - first]
    if (!minute || !isMeant(one)) continue
    minute.sent += one.sent
    minute.limited += one.limited
  }
  return minutes
}
