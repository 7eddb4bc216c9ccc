import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { windowOf } from '../../fixtures/windowState.ts'
import { fakeBridge } from './fakeBridge.ts'
import { INFO, sessionOf } from './samples.ts'

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

it.each([-DAY, 30 * DAY])(
  'the countdowns of window and token go on when the clock jumps by %d ms',
  async (jump) => {
    const { steadyTime, wallTime } = await import('../../../renderer/ui/steadyTime.ts')
    const { useBridge } = await import('../../../renderer/api/bridge.ts')
    const { useSessionStore } = await import('../../../renderer/features/window/session.ts')
    const { readWindow } = await import('../../../renderer/features/limits/cells.ts')
    const { tokenLife } = await import('../../../renderer/features/keys/tokenLife.ts')
    setActivePinia(createPinia())
    const bridge = fakeBridge({ 'app:info': () => INFO, 'session:get': () => sessionOf({}) })
    useBridge(bridge)
    const session = useSessionStore()
    await session.start()
    const [now, profile, key] = [Date.now(), 'own', 'k']
    bridge.emit(
      'window:changed',
      windowOf({ profile, key, used: 1, startsAt: now - 20_000, resetsAt: now + 40_000 }),
    )
    bridge.emit('token:changed', { profile, key, claims: null, expiresAt: now + 90_000 })
    vi.setSystemTime(now + jump)
    vi.advanceTimersByTime(10_000)
    const state = session.windows.get(`${profile} ${key}`)
    expect(state && readWindow(state, steadyTime(Date.now()))).toMatchObject({ leftMs: 30_000, used: 1 })
    expect(tokenLife(session.tokenOf(profile, key), steadyTime(Date.now()))?.text).toBe('valid 1:20')
    expect(wallTime(state?.resetsAt ?? 0)).toBe(Date.now() + 30_000)
    useBridge(null)
  },
)

it('time goes on while the computer sleeps, though the page stands still', async () => {
  const { onComputerSleep, steadyTime } = await import('../../../renderer/ui/steadyTime.ts')
  const until = steadyTime(Date.now() + DAY)
  onComputerSleep({ isAsleep: true })
  vi.setSystemTime(Date.now() + DAY - 20_000)
  onComputerSleep({ isAsleep: false })
  expect(until - steadyTime(Date.now())).toBe(20_000)
  vi.setSystemTime(Date.now() - DAY)
  expect(until - steadyTime(Date.now())).toBe(20_000)
})
