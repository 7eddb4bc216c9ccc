import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest'
import { createClock, systemClock } from '../../app/clock.ts'
import { profileFor } from '../../app/contract/presets.ts'
import { RateLimiter } from '../../app/sending/rateLimiter.ts'
import { createServerClock } from '../../app/sending/serverClock.ts'

test.each([2 ** 31, 1000 * 3_600_000, Number.MAX_SAFE_INTEGER])(
  'a sleep of %d ms, longer than any timer runs, is still going on when a short one ends',
  async (ms) => {
    const end = new AbortController()
    const long = systemClock.sleep(ms, end.signal)
    const first = await Promise.race([long.then(() => 'long'), systemClock.sleep(20).then(() => 'short')])
    expect(first).toBe('short')
    end.abort()
    await expect(long).rejects.toMatchObject({ name: 'AbortError' })
  },
)

describe('a computer that sleeps, where monotonic time stands still', () => {
  const HOUR = 3_600_000
  let wall = 0
  let awake = 0
  const clockOf = () => createClock({ now: () => wall, monotonic: () => awake })
  const pass = async (ms: number) => {
    wall += ms
    awake += ms
    await vi.advanceTimersByTimeAsync(ms)
  }

  beforeEach(() => {
    vi.useFakeTimers()
    wall = 1_000_000
    awake = 500
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('ends on waking what was due meanwhile, and goes on with the rest of a longer wait', async () => {
    const clock = clockOf()
    const ended: string[] = []
    void clock.sleep(40_000).then(() => ended.push('short'))
    void clock.sleep(HOUR + 60_000).then(() => ended.push('long'))
    await pass(10_000)
    clock.suspended()
    wall += HOUR
    clock.resumed()
    await pass(0)
    expect(ended).toEqual(['short'])
    await pass(49_999)
    expect(ended).toEqual(['short'])
    await pass(1)
    expect(ended).toEqual(['short', 'long'])
    expect(clock.monotonic()).toBe(500 + 60_000 + HOUR)
  })

  it.each([
    ['set back while it sleeps', -HOUR, 0],
    ['monotonic already counts the sleep', HOUR, HOUR],
  ])('counts nothing where the clock is %s', (_, wallMs, awakeMs) => {
    const clock = clockOf()
    clock.suspended()
    wall += wallMs
    awake += awakeMs
    clock.resumed()
    expect(clock.monotonic()).toBe(500 + awakeMs)
  })

  it('takes no set clock for a sleep', () => {
    const clock = clockOf()
    wall += 30 * 24 * HOUR
    clock.resumed()
    expect(clock.monotonic()).toBe(500)
  })

  it('a wait for the next minute of the server is over when the computer wakes behind it', async () => {
    const clock = clockOf()
    const own = profileFor('own', 'Own', 'https://api.example')
    const profile = { ...own, rate: { ...own.rate, limit: 1 } }
    const limiter = new RateLimiter(profile, createServerClock(clock), clock, () => undefined)
    limiter.enterAnyway()
    let isAdmitted = false
    void limiter.enter(1, Number.MAX_SAFE_INTEGER).admitted.then(() => (isAdmitted = true))
    await pass(1_000)
    expect(isAdmitted).toBe(false)
    clock.suspended()
    wall += 5 * 60_000
    clock.resumed()
    await pass(0)
    expect(isAdmitted).toBe(true)
  })
})
