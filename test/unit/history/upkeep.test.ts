import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createUpkeep } from '../../../app/history/upkeep.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const LIMIT = 1000
const PHASES = 3

/**
 * A history with a limit whose steps take so long. Each of its phases always has something to do, and one of them deletes up to
 * a hundred rows beyond the limit.
 */
function tidied({ limit = LIMIT, stepMs = 1, phase = 0, isBusy = false } = {}) {
  const state = { rows: limit, steps: 0, checkpoints: 0, isMoving: false }
  const step = () => {
    state.steps += 1
    vi.advanceTimersByTime(stepMs)
    const isTurn = !isBusy || (state.steps + phase) % PHASES === 0
    const gone = isTurn ? Math.min(100, Math.max(0, state.rows - limit)) : 0
    state.rows -= gone
    return { isMore: isBusy || gone > 0, hasChanged: gone > 0 }
  }
  const run = () => Promise.resolve(void (state.checkpoints += 1))
  const nothing = () => {
    throw new Error('It is not asked for here')
  }
  const upkeep = createUpkeep(
    {
      othersVersion: () => 0,
      saveWaiting: () => undefined,
      checkpoints: { run, keepShort: run, isRunning: () => state.isMoving, close: nothing },
      housekeeping: { step, bringBack: nothing, clearUp: nothing, surplus: nothing, usage: nothing },
    },
    () => undefined,
  )
  return { state, upkeep }
}

/** Writes for so long, 20 times a second; what comes during a step is written after it. Returns how many rows there were at most. */
function writeSteadily({ state, upkeep }: ReturnType<typeof tidied>, seconds: number, offsetMs = 0): number {
  let most = 0
  const start = performance.now() + offsetMs
  for (let write = 0; write < seconds * 20; write += 1) {
    const left = start + write * 50 - performance.now()
    if (left > 0) vi.advanceTimersByTime(left)
    upkeep.giveWay()
    state.rows += 1
    most = Math.max(most, state.rows)
    upkeep.rest()
  }
  return most
}

it('keeps a limit while something is written all the time', () => {
  const history = tidied()
  expect(writeSteadily(history, 600)).toBeLessThanOrEqual(1150)
  history.upkeep.end()
  expect(history.state.steps).toBeLessThan(1000)
})

it.each([1, 100, 500, 1000])(
  'never has 200 rows more than a limit of 1000, whichever of its phases comes first and with steps of %d ms',
  (stepMs) => {
    for (let phase = 0; phase < PHASES; phase += 1) {
      for (const offsetMs of [0, 1, 25, 49]) {
        const history = tidied({ stepMs, phase, isBusy: true })
        expect(writeSteadily(history, 30, offsetMs)).toBeLessThanOrEqual(1200)
        history.upkeep.end()
      }
    }
  },
)

it('waits for a pause while that is not long', () => {
  const { state, upkeep } = tidied({ limit: 0 })
  for (let write = 0; write < 4; write += 1) {
    upkeep.giveWay()
    state.rows += 1
    upkeep.rest()
    vi.advanceTimersByTime(1000)
  }
  expect(state.steps).toBe(0)
  vi.advanceTimersByTime(1000)
  expect(state.rows).toBe(0)
  upkeep.end()
})

it('takes no step while the log is moved, and moves it once nothing is left to do', () => {
  const { state, upkeep } = tidied({ limit: 0 })
  state.isMoving = true
  upkeep.rest()
  vi.advanceTimersByTime(3000)
  expect(state.steps).toBe(0)
  state.isMoving = false
  vi.advanceTimersByTime(100)
  expect(state.steps).toBe(1)
  const before = state.checkpoints
  vi.advanceTimersByTime(3000)
  expect(state.checkpoints).toBe(before)
  upkeep.end()
})
