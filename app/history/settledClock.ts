/** How far the clock may drift from the time that passes. */
const TOLERANCE_MS = 60_000
export const SETTLING_MS = 10 * 60_000

/** Says how far the clock can be trusted. A computer that has slept looks like a clock that has jumped. */
export interface SettledClock {
  /** With what cannot be undone: in this process it has not jumped for ten minutes. */
  isSettled(): boolean
  /** It has jumped in this process, within the last ten minutes. */
  hasJumped(): boolean
}

/** @param monotonic ms that never jump */
export function createSettledClock(now: () => number, monotonic: () => number): SettledClock {
  let offset = now() - monotonic()
  let since = monotonic()
  let jumps = 0
  function isSettled(): boolean {
    const current = now() - monotonic()
    if (Math.abs(current - offset) > TOLERANCE_MS) {
      offset = current
      since = monotonic()
      jumps += 1
    }
    return monotonic() - since >= SETTLING_MS
  }
  return { isSettled, hasJumped: () => !isSettled() && jumps > 0 }
}
