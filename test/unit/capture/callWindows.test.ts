import { describe, expect, it } from 'vitest'
import { createCallWindows } from '../../../app/capture/callWindows.ts'
import type { Header } from '../../../app/contract/exchange.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'

const RATE = { limit: 60, lengthMs: 60_000, paths: ['/api/external'], mode: 'guard' as const }
const START = Date.parse('2026-03-02T09:00:20.000Z')

function setUp(rate: Partial<typeof RATE> = {}) {
  const clock = createFakeClock(START)
  const windows = createCallWindows('own', { ...RATE, ...rate }, clock)
  function call(key: string, status = 200, headers: Header[] = []) {
    const pass = windows.pass(key)
    const at = clock.monotonic()
    const date: Header = ['Date', new Date(clock.now()).toUTCString()]
    windows.answered(key, pass, { status, headers: [date, ...headers], sentAt: at, receivedAt: at })
  }
  return { clock, windows, call }
}

describe('the windows of a program', () => {
  it('count what goes below the paths of the profile', () => {
    const { windows } = setUp()
    expect(windows.counts('/api/external/sites')).toBe(true)
    expect(windows.counts('/api/token/request')).toBe(false)
  })

  it('are one for each key', () => {
    const { windows, call } = setUp()
    for (let count = 0; count < 3; count += 1) call('a')
    call('b')
    expect(windows.state('a')).toMatchObject({ profile: 'own', key: 'a', used: 3, limit: 60 })
    expect(windows.state('b')?.used).toBe(1)
    expect(windows.state('c')).toBeNull()
    expect(windows.state(null)).toBeNull()
  })

  it('show more than the limit, as nothing is held back', () => {
    const { windows, call } = setUp()
    for (let count = 0; count < 61; count += 1) call('a')
    expect(windows.state('a')).toMatchObject({ used: 61, limit: 60, mode: 'observe', queued: 0 })
  })

  it('begin anew at the minute of the API', async () => {
    const { clock, windows, call } = setUp()
    call('a')
    const { startsAt = 0, resetsAt = 0 } = windows.state('a') ?? {}
    // A Date has whole seconds, so that the clock of the API is known to half of one.
    expect(Math.abs(startsAt - Date.parse('2026-03-02T09:00:00.000Z'))).toBeLessThan(1000)
    expect(resetsAt - startsAt).toBe(60_000)
    await clock.advance(41_000)
    expect(windows.state('a')?.used).toBe(0)
  })

  it('say how long a call would have to wait: a key that is full, and no other', async () => {
    const { clock, windows, call } = setUp({ limit: 2 })
    call('a')
    call('a')
    expect(windows.waitMs('b')).toBe(0)
    const waitMs = windows.waitMs('a')
    expect(waitMs).toBeGreaterThanOrEqual(40_000)
    expect(waitMs).toBeLessThanOrEqual(41_000)
    await clock.advance(waitMs)
    expect(windows.waitMs('a')).toBe(0)
  })

  it('are full after a 429', () => {
    const { windows, call } = setUp()
    call('a', 429, [['Retry-After', '30']])
    expect(windows.state('a')?.full).toBe(true)
    expect(windows.waitMs('a')).toBeGreaterThan(0)
  })

  it('do not count a call that never left', () => {
    const { windows } = setUp()
    windows.takeBack('a', windows.pass('a'))
    expect(windows.state('a')?.used).toBe(0)
  })

  it('go by the clock of the API', () => {
    const { clock, windows } = setUp()
    const at = clock.monotonic()
    const date: Header = ['Date', new Date(clock.now() - 90_000).toUTCString()]
    windows.answered('a', windows.pass('a'), { status: 200, headers: [date], sentAt: at, receivedAt: at })
    expect(windows.clockOffsetMs()).toBeLessThanOrEqual(-89_000)
    expect(windows.boundaryMs()).toBeGreaterThan(9000)
  })

  it('are bounded in number', () => {
    const { windows } = setUp()
    for (let count = 0; count < 1500; count += 1) windows.pass(`key-${count}`)
    expect(windows.state('key-0')).toBeNull()
    expect(windows.state('key-1499')?.used).toBe(1)
  })
})
