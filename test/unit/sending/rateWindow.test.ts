import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createServerClock } from '../../../app/sending/serverClock.ts'
import { RateWindow } from '../../../app/sending/rateWindow.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'

const MINUTE = 60_000

/** A window of 60 a minute at 09:00:20 in both clocks. */
function setUp(limit = 60, startAt = Date.parse('2026-03-02T09:00:20.000Z')) {
  const clock = createFakeClock(startAt)
  const server = createServerClock(clock)
  const window = new RateWindow({ limit, lengthMs: MINUTE }, server)
  /** An answer that came at once, from a server whose clock is off by that much. */
  const seeDate = (skewMs: number) => {
    const at = clock.monotonic()
    server.observe({
      date: new Date(startAt + at + skewMs).toUTCString(),
      age: null,
      sentAt: at,
      receivedAt: at,
    })
  }
  const pass = (count: number) => {
    for (let index = 0; index < count; index += 1) window.answered(window.pass(), [])
  }
  return { clock, server, window, seeDate, pass }
}

describe('a window that a 429 has closed, of a server that tells no time', () => {
  const DAY = 24 * 60 * MINUTE

  test.each([-DAY, -10_000, DAY])('opens in time though our clock jumps by %d ms', async (jump) => {
    const { clock, window, pass } = setUp()
    pass(1)
    window.refused(30_000)
    expect(window.waitMs()).toBe(40_000)
    clock.jump(jump)
    expect(window.waitMs()).toBeLessThanOrEqual(40_000)
    expect(window.use().resetsAt - clock.now()).toBeLessThanOrEqual(MINUTE)
    await clock.advance(40_000)
    expect(window.waitMs()).toBe(0)
    expect(window.use().full).toBe(false)
  })

  test('opens in time though its first Date shows that our clock is a day ahead', async () => {
    const { clock, window, seeDate } = setUp()
    window.refused(null)
    seeDate(-DAY)
    expect(window.waitMs()).toBeLessThanOrEqual(40_000)
    await clock.advance(40_000)
    expect(window.waitMs()).toBe(0)
  })
})

describe('why a request waits', () => {
  test('is told as full only when the limit was used up', () => {
    const { window, pass } = setUp()
    pass(6)
    window.refused(null)
    expect(window.whyShut()).toBe('The API returned 429 after 6 requests of 60.')
    pass(54)
    expect(window.whyShut()).toBe('The rate window is full: 60 requests.')
  })
})

describe('counting', () => {
  test('there is room up to the limit, and again from the boundary on', async () => {
    const { clock, window, pass } = setUp()
    pass(59)
    expect(window.waitMs()).toBe(0)
    pass(1)
    expect(window.waitMs()).toBe(40_000)
    expect(window.use()).toMatchObject({
      used: 60,
      startsAt: Date.parse('2026-03-02T09:00:00Z'),
      resetsAt: Date.parse('2026-03-02T09:01:00Z'),
    })
    await clock.advance(40_000)
    expect(window.waitMs()).toBe(0)
    expect(window.use().used).toBe(0)
  })

  test('a request that never left does not count', () => {
    const { window } = setUp(1)
    const pass = window.pass()
    expect(window.waitMs()).toBeGreaterThan(0)
    window.takeBack(pass)
    expect(window.waitMs()).toBe(0)
  })

  test('windows of any length are aligned to the epoch', () => {
    const clock = createFakeClock(95_000)
    const window = new RateWindow({ limit: 1, lengthMs: 7000 }, createServerClock(clock))
    window.pass()
    expect(window.use()).toMatchObject({ startsAt: 91_000, resetsAt: 98_000 })
  })
})

describe("the server's clock", () => {
  test('the boundary is the one of the server, never earlier', () => {
    const { window, seeDate, pass } = setUp()
    pass(60)
    seeDate(25_000)
    // It is 09:00:45 there, or up to a second later.
    expect(window.waitMs()).toBe(15_000)
  })

  test('what was sent before the clock was known is counted where it belongs', () => {
    const { window, seeDate, pass } = setUp(60, Date.parse('2026-03-02T09:00:59.000Z'))
    pass(60)
    seeDate(30_000)
    expect(window.use()).toMatchObject({ used: 60 })
    expect(window.waitMs()).toBe(31_000)
  })

  test('near a boundary that is not known exactly, a request counts in both windows', async () => {
    const { clock, window, seeDate, pass } = setUp(60, Date.parse('2026-03-02T09:00:59.500Z'))
    seeDate(0)
    await clock.advance(300)
    pass(60)
    await clock.advance(800)
    expect(window.waitMs()).toBeGreaterThan(0)
    expect(window.waitMs()).toBeLessThanOrEqual(MINUTE)
  })

  test('the wall clock may jump, or stand still while the machine sleeps, without overrunning a window', () => {
    const { clock, window, seeDate, pass } = setUp()
    seeDate(0)
    pass(60)
    clock.jump(10 * MINUTE)
    expect(window.waitMs()).toBe(40_000)
    clock.jump(-20 * MINUTE)
    expect(window.waitMs()).toBe(40_000)
    seeDate(0)
    expect(window.waitMs()).toBe(40_000)
  })

  test('when the next answer shows that the machine slept, what was sent before is long past', () => {
    const { clock, window, seeDate, pass } = setUp()
    seeDate(0)
    pass(60)
    clock.jump(10 * MINUTE)
    seeDate(10 * MINUTE)
    expect(window.waitMs()).toBe(0)
    expect(window.use().used).toBe(0)
  })
})

describe('what the server says', () => {
  test('a 429 closes the window until its boundary', async () => {
    const { clock, window } = setUp()
    const pass = window.pass()
    window.refused(null)
    window.answered(pass, [])
    expect(window.use()).toMatchObject({ full: true, used: 1, own: 1, others: 'refused' })
    expect(window.waitMs()).toBe(40_000)
    await clock.advance(40_000)
    expect(window.use()).toMatchObject({ full: false, others: null })
    expect(window.waitMs()).toBe(0)
  })

  test('a 429 when our own count explains it is not blamed on others', () => {
    const { window, pass } = setUp()
    pass(61)
    window.refused(null)
    expect(window.use()).toMatchObject({ full: true, others: null })
  })

  test('a later Retry-After closes it for longer', () => {
    const { window } = setUp()
    window.refused(90_000)
    expect(window.waitMs()).toBe(90_000)
    window.refused(5000)
    expect(window.waitMs()).toBe(90_000)
  })

  test.each([
    ['a length of time', 90_000_000],
    ['just over an hour', 3_600_001],
  ])('a Retry-After of %s that no window has closes it until its boundary', (_, retryAfterMs) => {
    const { window } = setUp()
    window.refused(retryAfterMs)
    expect(window.waitMs()).toBe(40_000)
  })

  test('a count of the server that is higher than ours shows that others share the key', () => {
    const { window } = setUp()
    window.answered(window.pass(), [{ limit: 60, remaining: 20, resetMs: null }])
    expect(window.use()).toMatchObject({ used: 40, own: 1, others: 'counted' })
  })

  test.each([12_000, 61_000, null])('nothing remaining closes it until its boundary, reset %s', (resetMs) => {
    const { window } = setUp()
    window.answered(window.pass(), [{ limit: 60, remaining: 0, resetMs }])
    expect(window.use().full).toBe(true)
    expect(window.waitMs()).toBe(40_000)
  })

  test.each([
    ['of another size', { limit: 1000, remaining: 0, resetMs: null }],
    ['of a day', { limit: null, remaining: 0, resetMs: 40_000_000 }],
    ['with a reset in some thousand years', { limit: 60, remaining: 0, resetMs: 1e18 }],
  ])('what it says of a limit %s concerns another window', (_, hint) => {
    const { window } = setUp()
    window.answered(window.pass(), [hint])
    expect(window.use()).toMatchObject({ used: 1, full: false, others: null })
    expect(window.waitMs()).toBe(0)
  })

  test('of several limits the one of this window counts', () => {
    const { window } = setUp()
    window.answered(window.pass(), [
      { limit: null, remaining: 0, resetMs: 12_000 },
      { limit: null, remaining: 900, resetMs: 40_000_000 },
    ])
    expect(window.waitMs()).toBe(40_000)
  })

  test('what a late answer says is said of the window that its request fell into', async () => {
    const { clock, window } = setUp()
    const pass = window.pass()
    await clock.advance(41_000)
    window.answered(pass, [{ limit: 60, remaining: 0, resetMs: 0 }])
    expect(window.use()).toMatchObject({ used: 0, full: false, others: null })
    expect(window.waitMs()).toBe(0)
  })
})

test('no window of the server is ever overrun, whatever its clock, its pace and the moment', async () => {
  const step = fc.record({
    pauseMs: fc.integer({ min: 0, max: 20_000 }),
    tries: fc.integer({ min: 1, max: 40 }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: -90_000, max: 90_000 }),
      fc.integer({ min: 0, max: 119_999 }),
      fc.array(step, { minLength: 1, maxLength: 20 }),
      async (skewMs, startMs, steps) => {
        const startAt = Date.parse('2026-03-02T09:00:00.000Z') + startMs
        const { clock, window, seeDate } = setUp(10, startAt)
        const arrived = new Map<number, number>()
        seeDate(skewMs)
        for (const { pauseMs, tries } of steps) {
          await clock.advance(pauseMs)
          for (let index = 0; index < tries && window.waitMs() === 0; index += 1) {
            const minute = Math.floor((startAt + clock.monotonic() + skewMs) / MINUTE)
            arrived.set(minute, (arrived.get(minute) ?? 0) + 1)
            window.answered(window.pass(), [])
            seeDate(skewMs)
          }
        }
        expect(Math.max(0, ...arrived.values())).toBeLessThanOrEqual(10)
      },
    ),
    { numRuns: 150 },
  )
})
