/** How far the clock may drift from the time that passes. */
const TOLERANCE_MS = 60_000
export const SETTLING_MS = 10 * 60_000

/**
 * Says whether the clock can be trusted with what cannot be undone: in this process it has not jumped for ten minutes.
 * @param monotonic ms that never jump
 */
export function createSettledClock(now: () => number, monotonic: () => number): () => boolean {
  let offset = now() - monotonic()
  let since = monotonic()
  return () => {
    const current = now() - monotonic()
    if (Math.abs(current - offset) > TOLERANCE_MS) {
      offset = current
      since = monotonic()
    }
    return monotonic() - since >= SETTLING_MS
  }
}
