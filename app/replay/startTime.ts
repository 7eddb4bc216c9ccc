import type { Clock } from '../clock.ts'

/** The wall clock may be set, and the computer may sleep: a longer wait looks at it now and then. */
const LOOK_MS = 60_000
/** What is later than this, after a sleep or a jump of the clock, is left to the user, as after a restart. */
const LATEST_MS = 5 * 60_000

/** Waits for a time of day, in epoch ms; `ended` when the signal came first. */
export async function waitForTime(
  time: number,
  clock: Pick<Clock, 'now' | 'sleep'>,
  signal: AbortSignal,
): Promise<'due' | 'missed' | 'ended'> {
  try {
    for (let left = time - clock.now(); left > 0; left = time - clock.now())
      await clock.sleep(Math.min(left, LOOK_MS), signal)
  } catch {
    return 'ended'
  }
  return clock.now() - time > LATEST_MS ? 'missed' : 'due'
}
