import { describe, expect, it } from 'vitest'
import { brokenIn, expectVerdict, made, tokenAt, verdictOn, type Made, type Said } from './support.ts'

const SITES = 'GET /api/external/sites'
const CUSTOMERS = 'GET /api/external/customers'

describe('refreshed-twice', () => {
  const refreshes = (third: Partial<Said>) => [
    made(SITES, [
      { at: 0, status: 401 },
      { at: 300, status: 401, token: 'two' },
      { at: 600, token: 'three', ...third },
    ]),
    tokenAt(100),
    tokenAt(400),
  ]

  it('is not seen where the fresh token works', () =>
    expectVerdict('refreshed-twice', 'not-seen', [
      made(SITES, [
        { at: 0, status: 401 },
        { at: 300, token: 'two' },
      ]),
      tokenAt(100),
    ]))

  it('is kept by a program that stops at the second 401, and where the key is refused', () => {
    expectVerdict('refreshed-twice', 'kept', [
      made(SITES, [
        { at: 0, status: 401 },
        { at: 300, status: 401, token: 'two' },
      ]),
      tokenAt(100),
    ])
    expectVerdict('refreshed-twice', 'kept', [
      made(SITES, [{ at: 0, status: 401 }]),
      tokenAt(100, { status: 401, body: { status: { code: 401, errorMessage: 'revoked' }, errors: [] } }),
    ])
  })

  it('is broken by a second token request', () => {
    expect(verdictOn('refreshed-twice', refreshes({}))).toMatchObject({
      verdict: 'broken',
      count: 1,
      evidence: [{ request: 'POST /api/token/request' }],
    })
    expect(brokenIn(refreshes({}))).toEqual(['refreshed-twice'])
  })

  describe('where the API refuses the key', () => {
    const refused = (at: number, rest: Made = {}) =>
      tokenAt(at, { status: 401, body: { status: { code: 401, errorMessage: 'revoked' }, errors: [] } }, rest)
    const first = [made(SITES, [{ at: 0, status: 401 }]), refused(100)]

    it('is broken by each further token request, also without a call before', () => {
      const again = [...first, refused(160), refused(230), refused(5000), refused(12_000)]
      expect(brokenIn(again)).toEqual(['refreshed-twice'])
      expect(verdictOn('refreshed-twice', again)).toMatchObject({
        count: 4,
        evidence: [
          { did: 'Your program requested a token again 10 ms after the API refused its key.' },
          {},
          {},
          {},
        ],
      })
      expect(brokenIn([refused(100), refused(500), refused(900)])).toEqual(['refreshed-twice'])
    })

    it('is kept by one token request, by one long after, by one side by side and by that of another key', () => {
      expectVerdict('refreshed-twice', 'kept', [refused(100)])
      expectVerdict('refreshed-twice', 'kept', [...first, refused(3_600_000)])
      expectVerdict('refreshed-twice', 'kept', [refused(100), refused(110)])
      expectVerdict('refreshed-twice', 'kept', [...first, refused(300, { key: 'site-7' })])
      expectVerdict('refreshed-twice', 'not-seen', [tokenAt(0), tokenAt(100), tokenAt(200)])
    })
  })

  it('makes no error of an ambiguous chain', () =>
    expectVerdict('refreshed-twice', 'not-seen', refreshes({ rest: { grouped: 'ambiguous' } })))

  it('says nothing of the token request of another call', () =>
    expectVerdict('refreshed-twice', 'kept', [
      made(SITES, [
        { at: 0, status: 401 },
        { at: 300, status: 401, token: 'two' },
      ]),
      tokenAt(100),
      tokenAt(400),
      made(CUSTOMERS, [{ at: 500, token: 'three' }]),
    ]))
})

describe('kept-dead-token', () => {
  it('is not seen without a 401, nor where the call had no token', () => {
    expectVerdict('kept-dead-token', 'not-seen', [made(SITES, [{ at: 0 }])])
    expectVerdict('kept-dead-token', 'not-seen', [
      made(SITES, [{ at: 0, status: 401, token: null }], { key: null }),
      made(CUSTOMERS, [{ at: 300, status: 401, token: null }], { key: null }),
    ])
  })

  it('is kept by a program that refreshes the token, or stops', () => {
    expectVerdict('kept-dead-token', 'kept', [made(SITES, [{ at: 0, status: 401 }])])
    expectVerdict('kept-dead-token', 'kept', [
      made(SITES, [
        { at: 0, status: 401 },
        { at: 300, token: 'two' },
      ]),
      tokenAt(100),
    ])
  })

  it('is broken by the same request, and by any other call', () => {
    expect(brokenIn([made(SITES, [{ at: 0, status: 401 }, { at: 300 }])])).toEqual(['kept-dead-token'])
    const calls = [made(SITES, [{ at: 0, status: 401 }]), made(CUSTOMERS, [{ at: 1050, status: 401 }])]
    expect(verdictOn('kept-dead-token', calls)).toMatchObject({
      count: 1,
      evidence: [{ did: 'Your program sent the same token 1 s after a 401.' }],
    })
  })

  it('goes by the order of calls that began and ended within one ms', () =>
    expectVerdict('kept-dead-token', 'kept', [
      tokenAt(0, { took: 0 }),
      made(SITES, [{ at: 0, took: 0, status: 200 }]),
      made(CUSTOMERS, [{ at: 0, took: 0, status: 401 }]),
      tokenAt(0, { took: 0 }),
      made(SITES, [{ at: 0, took: 0, status: 200, token: 'two' }]),
    ]))

  it('counts each further call, until the token works again', () => {
    const calls = [0, 200, 400, 600].map((at) =>
      made(`${SITES}?limit=${at + 1}`, [{ at, status: at < 400 ? 401 : 200 }]),
    )
    expect(verdictOn('kept-dead-token', calls)).toMatchObject({ count: 2 })
  })

  it.each([200, 401, 500])(
    'leaves it to the API that hands out the same token, here before a %i',
    (status) => {
      const calls = made(SITES, [
        { at: 0, status: 401 },
        { at: 300, status },
      ])
      expectVerdict('kept-dead-token', 'kept', [calls, tokenAt(100)])
      expectVerdict('kept-dead-token', 'broken', [calls, tokenAt(100, { status: 500 })])
      expectVerdict('kept-dead-token', 'broken', [calls, tokenAt(100, {}, { key: 'site-7' })])
    },
  )

  it('knows that calls side by side began before the 401 was known', () => {
    const slow = made(CUSTOMERS, [{ at: 0, took: 5000, token: 'other' }])
    const next = (at: number) => made(CUSTOMERS, [{ at, status: 401 }])
    expectVerdict('kept-dead-token', 'kept', [made(SITES, [{ at: 0, status: 401 }]), slow, next(140)])
    expectVerdict('kept-dead-token', 'broken', [made(SITES, [{ at: 0, status: 401 }]), slow, next(560)])
  })

  it('tells tokens by the token requests where no mark does', () => {
    const unmarked = (line: string, said: Said) => made(line, [{ ...said, token: null }])
    const first = [tokenAt(0), unmarked(SITES, { at: 100, status: 401 })]
    expectVerdict('kept-dead-token', 'broken', [...first, unmarked(CUSTOMERS, { at: 300 })])
    expectVerdict('kept-dead-token', 'kept', [...first, tokenAt(200), unmarked(CUSTOMERS, { at: 300 })])
    expectVerdict('kept-dead-token', 'kept', [
      unmarked(SITES, { at: 100, status: 401 }),
      unmarked(CUSTOMERS, { at: 300 }),
    ])
  })

  it('says nothing of a gateway that asks for its own key', () =>
    expectVerdict('kept-dead-token', 'not-seen', [
      made(SITES, [
        {
          at: 0,
          status: 401,
          body: { statusCode: 401, message: 'Access denied due to missing subscription key.' },
        },
        { at: 300 },
      ]),
    ]))
})

describe('code-401-ignored', () => {
  it('is not seen without a 200 with code 401', () =>
    expectVerdict('code-401-ignored', 'not-seen', [made(SITES, [{ at: 0, status: 401 }])]))

  it('is kept by a program that refreshes', () =>
    expectVerdict('code-401-ignored', 'kept', [
      made(SITES, [
        { at: 0, code: 401 },
        { at: 300, token: 'two' },
      ]),
      tokenAt(100),
    ]))

  it('is broken by any call with the same token', () =>
    expect(brokenIn([made(SITES, [{ at: 0, code: 401 }]), made(CUSTOMERS, [{ at: 300 }])])).toEqual([
      'code-401-ignored',
    ]))
})

describe('refresh-stampede', () => {
  it('is not seen with one token request', () => expectVerdict('refresh-stampede', 'not-seen', [tokenAt(0)]))

  it('is kept by one after the other, broken by two side by side, and kept by those of two keys', () => {
    expectVerdict('refresh-stampede', 'kept', [tokenAt(0), tokenAt(50)])
    expect(verdictOn('refresh-stampede', [tokenAt(0), tokenAt(49)])).toMatchObject({
      verdict: 'broken',
      severity: 'warning',
      count: 1,
    })
    expectVerdict('refresh-stampede', 'not-seen', [tokenAt(0), tokenAt(10, {}, { key: 'site-7' })])
  })
})

describe('token-per-request', () => {
  const pairs = (count: number, status = 200) =>
    Array.from({ length: count }, (_, at) => [
      tokenAt(at * 1000),
      made(`${SITES}?limit=${at + 1}`, [{ at: at * 1000 + 100, status, token: `token ${at}` }]),
    ]).flat()

  it('is not seen with five calls', () => expectVerdict('token-per-request', 'not-seen', pairs(2)))

  it('is broken where half of six calls are token requests, and kept with one call more', () => {
    expect(verdictOn('token-per-request', pairs(3))).toMatchObject({
      verdict: 'broken',
      severity: 'warning',
      count: 2,
    })
    expectVerdict('token-per-request', 'kept', [
      ...pairs(3),
      made(CUSTOMERS, [{ at: 2500, token: 'token 2' }]),
    ])
  })

  it('is kept where each token got a 401, or had expired', () => {
    expectVerdict('token-per-request', 'kept', pairs(3, 401))
    const expired = [0, 1, 2].flatMap((at) => [
      tokenAt(at * 901_000),
      made(SITES, [{ at: at * 901_000 + 100, token: `token ${at}` }]),
    ])
    expectVerdict('token-per-request', 'kept', expired)
  })
})
