import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const DAY = 86_400_000

beforeEach(() => {
  vi.useFakeTimers()
  vi.resetModules()
})

afterEach(() => {
  vi.useRealTimers()
})

it.each([0, -DAY, DAY])('a countdown goes on when the clock jumps by %d ms', async (jump) => {
  const { steadyTime } = await import('../../../renderer/ui/steadyTime.ts')
  const until = steadyTime(Date.now() + 30_000)
  vi.setSystemTime(Date.now() + jump)
  vi.advanceTimersByTime(10_000)
  expect(until - steadyTime(Date.now())).toBe(20_000)
  // What is said after the jump is said by the clock as it is then.
  expect(steadyTime(Date.now() + 5_000) - steadyTime(Date.now())).toBe(5_000)
})
