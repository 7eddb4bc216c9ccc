/** Less is drift, and no clock that was set. */
const LEAST_JUMP_MS = 1_000

const begun = Date.now() - performance.now()

/**
 * A time by our wall clock as it is set now, in epoch ms on a scale that no setting of it moves: what was to end in 20 s
 * still does when the clock has been set back a day.
 */
export function steadyTime(wallMs: number): number {
  const setBackMs = begun + performance.now() - Date.now()
  return Math.abs(setBackMs) < LEAST_JUMP_MS ? wallMs : wallMs + setBackMs
}
