import { describe, expect, it } from 'vitest'
import { checkCalls } from '../../../app/check/check.ts'
import { brokenIn, expectVerdict, made, verdictOn, type Made, type Said } from './support.ts'

const SITES = 'GET /api/external/sites'
const CUSTOMERS = 'GET /api/external/customers'
const S = 1000

/** A 429 that ends at the 30th second, and a call of the same key that begins then. */
const after429 = (next: Partial<Said>, refused: Partial<Said> = {}) => [
  made(SITES, [{ at: 29.9 * S, took: 100, status: 429, ...refused }]),
  made(CUSTOMERS, [{ at: 60 * S, took: 20, ...next }]),
]

it('counts by the rate of the profile that the calls belong to', () => {
  const six = (rest: Made = {}) =>
    Array.from({ length: 6 }, (_, at) => made(SITES, [{ at: (10 + at) * S, took: 20 }], rest))
  const calls = six()
  const others = six({ profile: 'other' })
  const rate = (profile: string) =>
    profile === 'other' ? null : { limit: 5, lengthMs: 60_000, paths: ['/api/external/'] }
  expect(verdictOn('over-the-window', [...calls, ...others], { rate })).toMatchObject({
    count: 1,
    evidence: [{ did: 'Your program made 6 calls in one rate window. The limit is 5.' }],
  })
  expectVerdict('over-the-window', 'not-seen', others, { rate })
})

describe('called-in-full-window', () => {
  it('is not seen without a 429', () =>
    expectVerdict('called-in-full-window', 'not-seen', [made(SITES, [{ at: 0 }])]))

  it('is kept by a program that calls no more, and exactly on the boundary', () => {
    expectVerdict('called-in-full-window', 'kept', [made(SITES, [{ at: 0, status: 429 }])])
    expectVerdict('called-in-full-window', 'kept', after429({ at: 60 * S }))
  })

  it('is broken by any call of the key before the boundary', () => {
    const calls = after429({ at: 40 * S })
    expect(verdictOn('called-in-full-window', calls).evidence).toMatchObject([
      {
        request: 'GET /api/external/customers',
        did: 'Your program called 10 s after a 429, at least 19 s too early.',
      },
    ])
    expect(brokenIn(calls)).toEqual(['called-in-full-window'])
  })

  it('is broken by the same request, and by a retry of it a second before the boundary', () => {
    for (const at of [30.1 * S, 58.9 * S])
      expect(
        brokenIn([
          made(SITES, [
            { at: 29.9 * S, took: 100, status: 429 },
            { at, took: 20 },
          ]),
        ]),
      ).toEqual(['called-in-full-window'])
  })

  it('says nothing of another key, of a path that does not count, and of another program', () => {
    const [refused, next] = after429({ at: 40 * S })
    if (!refused || !next) throw new Error('There are two')
    const other = { run: null, name: null, pid: 8, userAgent: null, connection: '2' }
    for (const each of [
      { ...next, key: 'site-7' },
      { ...next, client: other },
      made('GET /api/webhook/subscribers', [{ at: 40 * S }]),
    ])
      expectVerdict('called-in-full-window', 'kept', [refused, each])
  })

  it.each([
    ['a later Retry-After in seconds', '90', 'broken'],
    ['an earlier Retry-After', '5', 'kept'],
    ['a Retry-After that is rounded down', '30', 'kept'],
    ['a later Retry-After as a date', 'Mon, 02 Mar 2026 09:02:00 GMT', 'broken'],
    ['an earlier Retry-After as a date', 'Mon, 02 Mar 2026 09:00:40 GMT', 'kept'],
  ] as const)('holds a call at the boundary against %s', (_, value, verdict) =>
    expectVerdict(
      'called-in-full-window',
      verdict,
      after429({ at: 60 * S }, { headers: [['Retry-After', value]] }),
    ),
  )

  it('holds a call before the boundary against the boundary, whatever an earlier Retry-After asks', () =>
    expectVerdict(
      'called-in-full-window',
      'broken',
      after429({ at: 40 * S }, { headers: [['Retry-After', '5']] }),
    ))

  it.each([
    [35 * S, 23 * S, 'broken'],
    [35 * S, 25 * S, 'kept'],
    [-20 * S, 18 * S, 'broken'],
    [-20 * S, 20 * S, 'kept'],
  ] as const)(
    'takes the minute of a server whose clock is %i ms ahead: a call after %i ms is %s',
    (ahead, at, verdict) =>
      expectVerdict('called-in-full-window', verdict, [
        made(SITES, [{ at: 0, took: 100, status: 429, ahead }]),
        made(CUSTOMERS, [{ at, took: 20, ahead }]),
      ]),
  )

  it('takes the clock of the calls where no response has a Date, and says so', () => {
    expectVerdict('called-in-full-window', 'broken', after429({ at: 40 * S, ahead: null }, { ahead: null }))
    expectVerdict('called-in-full-window', 'kept', after429({ at: 60 * S, ahead: null }, { ahead: null }))
  })

  it('knows that calls side by side began before the 429 was known', () => {
    const slow = made(CUSTOMERS, [{ at: 0, took: 31 * S }])
    const soon = made(CUSTOMERS, [{ at: 30.05 * S, took: 20 }])
    expectVerdict('called-in-full-window', 'not-seen', [after429({})[0] ?? slow, slow, soon])
    expectVerdict('called-in-full-window', 'broken', [after429({})[0] ?? slow, soon])
  })

  it('takes a quota of a gateway for no rate window', () => {
    const body = {
      statusCode: 403,
      message: 'Out of call volume quota. Quota will be replenished in 01:02:03.',
    }
    expectVerdict('called-in-full-window', 'not-seen', after429({ at: 40 * S }, { status: 403, body }))
  })

  it('shortens the minute with the speed of the drill', () => {
    const calls = after429({ at: 37 * S })
    expectVerdict('called-in-full-window', 'kept', calls, { speed: 10 })
    expectVerdict('called-in-full-window', 'broken', calls)
  })
})

/** Not so near a boundary that it may belong to two minutes. */
const burst = (count: number, from = 2 * S, line = SITES) =>
  Array.from({ length: count }, (_, index) =>
    made(`${line}?limit=${index}`, [{ at: from + index * 100, took: 20 }]),
  )

describe('over-the-window', () => {
  it('is not seen with fewer calls than the limit', () =>
    expectVerdict('over-the-window', 'not-seen', burst(59)))

  it('is kept with 60 calls, and broken with 61', () => {
    expectVerdict('over-the-window', 'kept', burst(60))
    expect(verdictOn('over-the-window', burst(61))).toMatchObject({
      verdict: 'broken',
      count: 1,
      evidence: [{ did: 'Your program made 61 calls in one rate window. The limit is 60.' }],
    })
  })

  it('counts each minute of the server for itself', () => {
    expectVerdict('over-the-window', 'kept', [...burst(40, 50 * S), ...burst(40, 61 * S)])
    expectVerdict('over-the-window', 'broken', [...burst(40, 30 * S), ...burst(40, 36 * S)])
  })

  it('counts no other paths and no other keys', () => {
    expectVerdict('over-the-window', 'not-seen', burst(80, 2 * S, 'GET /api/webhook/subscribers'))
    expectVerdict('over-the-window', 'not-seen', [
      ...burst(40),
      ...burst(40).map((each) => ({ ...each, key: 'other' })),
    ])
  })

  it('is not seen where no response has a Date, so that nobody knows the minute of the server', () => {
    const undated = (count: number) =>
      Array.from({ length: count }, (_, at) =>
        made(`${SITES}?limit=${at}`, [{ at: 2 * S + at * 500, took: 20, ahead: null }]),
      )
    expectVerdict('over-the-window', 'not-seen', undated(80))
    expect(checkCalls(undated(80)).notes.join('\n')).toContain('over-the-window')
    expectVerdict('over-the-window', 'broken', [...undated(80), made(CUSTOMERS, [{ at: 2.5 * S }])])
  })

  it('takes another limit', () =>
    expectVerdict('over-the-window', 'broken', burst(6), {
      rate: { limit: 5, lengthMs: 60_000, paths: ['/api/external/'] },
    }))
})

describe('polled-hard', () => {
  const polls = (count: number) =>
    Array.from({ length: count }, (_, at) => made(SITES, [{ at: 2 * S + at * 1500, took: 20 }]))

  it('is not seen without a GET that repeats', () => expectVerdict('polled-hard', 'not-seen', burst(20)))

  it('is kept with half of a rate window, and broken with more', () => {
    expectVerdict('polled-hard', 'kept', polls(30))
    expect(verdictOn('polled-hard', polls(31))).toMatchObject({
      verdict: 'broken',
      severity: 'warning',
      count: 1,
    })
  })
})
