import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createUpkeep } from '../../../app/history/upkeep.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A history of so many rows, of which a step deletes up to a hundred beyond the limit. */
function tidied(limit: number) {
  const state = { rows: 0, steps: 0 }
  const step = () => {
    state.steps += 1
    const isMore = state.rows > limit
    state.rows = Math.max(Math.min(state.rows, limit), state.rows - 100)
    return { isMore, hasChanged: isMore }
  }
  const nothing = () => {
    throw new Error('It is not asked for here')
  }
  const upkeep = createUpkeep(
    {
      othersVersion: () => 0,
      saveWaiting: () => undefined,
      housekeeping: { step, bringBack: nothing, clearUp: nothing, surplus: nothing, usage: nothing },
    },
    () => undefined,
  )
  return { state, upkeep }
}

it('keeps a limit while something is written all the time', () => {
  const { state, upkeep } = tidied(1000)
  let most = 0
  // Ten minutes of 20 writes a second.
  for (let write = 0; write < 12_000; write += 1) {
    upkeep.giveWay()
    state.rows += 1
    upkeep.rest()
    vi.advanceTimersByTime(50)
    most = Math.max(most, state.rows)
  }
  upkeep.end()
  expect(most).toBeLessThanOrEqual(1210)
  expect(state.steps).toBeLessThan(1000)
})

it('waits for a pause while that is not long', () => {
  const { state, upkeep } = tidied(0)
  for (let write = 0; write < 5; write += 1) {
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
