/** Less is drift, and no clock that was set. */
const LEAST_JUMP_MS = 1_000

let begun = Date.now() - performance.now()
let before: number | null = null

function setBackMs(): number {
  return begun + performance.now() - Date.now()
}

/**
 * A time by our wall clock as it is set now, in epoch ms on a scale that no setting of it moves: what was to end in 20 s
 * still does when the clock has been set back a day.
 */
export function steadyTime(wallMs: number): number {
  return wallMs + jumpMs()
}

/** A steady time as our wall clock, as it is set now, will show it. */
export function wallTime(steadyMs: number): number {
  return steadyMs - jumpMs()
}

function jumpMs(): number {
  const ms = setBackMs()
  return Math.abs(ms) < LEAST_JUMP_MS ? 0 : ms
}

/** While the computer sleeps the wall clock goes on and the page's own stands still, which is no clock that was set. */
export function onComputerSleep({ isAsleep }: { isAsleep: boolean }): void {
  if (isAsleep) before = setBackMs()
  else if (before !== null) {
    begun += Math.max(0, before - setBackMs())
    before = null
  }
}
