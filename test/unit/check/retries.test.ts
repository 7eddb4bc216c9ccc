import { describe, expect, it } from 'vitest'
import {
  brokenIn,
  expectVerdict,
  gaveUp,
  lost,
  made,
  tokenAt,
  verdictOn,
  type Made,
  type Said,
} from './support.ts'

const SITES = 'GET /api/external/sites'
const SUBSCRIBE = 'POST /api/webhook/subscriptions'
/** Pauses of 1, 2 and 4 seconds. */
const growing = (status: number) => [
  { at: 0, status },
  { at: 1050, status },
  { at: 3100, status },
  { at: 7150 },
]

describe('retried-forbidden', () => {
  it('is not seen without a 403', () =>
    expectVerdict('retried-forbidden', 'not-seen', [made(SITES, [{ at: 0 }])]))

  it('is kept by a program that stops', () =>
    expectVerdict('retried-forbidden', 'kept', [made(SITES, [{ at: 0, status: 403 }])]))

  it('is broken by the same request with the same token', () => {
    const exchange = made(SITES, [
      { at: 0, status: 403 },
      { at: 2000, status: 403 },
    ])
    const verdict = verdictOn('retried-forbidden', [exchange])
    expect(verdict).toMatchObject({ verdict: 'broken', count: 1, severity: 'error', seenBy: '403' })
    expect(verdict.evidence[0]).toMatchObject({
      exchange: exchange.id,
      attempt: 2,
      request: 'GET /api/external/sites',
      did: 'Your program retried the same request 1.9 s after a 403.',
    })
    expect(brokenIn([exchange])).toEqual(['retried-forbidden'])
  })

  it('is broken by the same query in another order, and kept by another one', () => {
    const asked = (query: string, at: number) => made(`${SITES}?${query}`, [{ at, status: 403 }])
    for (const [first, second, verdict] of [
      ['a=1&b=2', 'b=2&a=1', 'broken'],
      ['a=1&b=2', 'b=1&a=2', 'kept'],
      ['id=1&id=2', 'id=2&id=1', 'kept'],
    ] as const)
      expectVerdict('retried-forbidden', verdict, [asked(first, 0), asked(second, 2000)])
  })

  it('is broken by a 200 with code 403 too', () =>
    expectVerdict('retried-forbidden', 'broken', [
      made(SITES, [
        { at: 0, code: 403 },
        { at: 2000, code: 403 },
      ]),
    ]))

  it('is kept with another token, for another request, and by a preflight', () => {
    expectVerdict('retried-forbidden', 'kept', [
      made(SITES, [
        { at: 0, status: 403 },
        { at: 2000, token: 'two' },
      ]),
    ])
    expectVerdict('retried-forbidden', 'kept', [
      made(SITES, [{ at: 0, status: 403 }]),
      made('GET /api/external/customers', [{ at: 2000, status: 403 }]),
    ])
    expectVerdict('retried-forbidden', 'kept', [
      made('OPTIONS /api/external/sites', [
        { at: 0, status: 403 },
        { at: 2000, status: 403 },
      ]),
    ])
  })
})

describe('retried-refusal', () => {
  it.each([400, 404, 405, 409, 422])('is a warning after %i', (status) => {
    const verdict = verdictOn('retried-refusal', [
      made(SITES, [
        { at: 0, status },
        { at: 2000, status },
      ]),
    ])
    expect(verdict).toMatchObject({ verdict: 'broken', severity: 'warning', count: 1 })
  })

  it.each([401, 403, 408, 429])('says nothing of %i', (status) =>
    expectVerdict('retried-refusal', 'not-seen', [
      made(SITES, [
        { at: 0, status },
        { at: 70_000, status, token: 'two' },
      ]),
    ]),
  )

  it('is kept by a program that stops', () =>
    expectVerdict('retried-refusal', 'kept', [made(SITES, [{ at: 0, status: 404 }])]))

  it('is kept where a successful write stands between, which may have mended it', () => {
    const read = made('GET /api/x/7', [{ at: 0, status: 404 }, { at: 2000 }])
    const write = (said: Partial<Said>, line = 'POST /api/x') => made(line, [{ at: 1000, ...said }])
    expectVerdict('retried-refusal', 'kept', [read, write({ status: 201 })])
    expectVerdict('retried-refusal', 'kept', [read, write({}, 'PUT /api/x/7')])
    expectVerdict('retried-refusal', 'broken', [read, write({ status: 500 })])
    expectVerdict('retried-refusal', 'broken', [read, write({ at: 3000 })])
    expectVerdict('retried-refusal', 'broken', [read, write({}, 'GET /api/x')])
    expectVerdict('retried-refusal', 'broken', [read, tokenAt(1000)])
  })
})

describe('no-backoff', () => {
  it('is not seen where nothing fails', () =>
    expectVerdict('no-backoff', 'not-seen', [made(SITES, [{ at: 0 }])]))

  it('is kept by growing pauses, and by a program that does not retry', () => {
    expectVerdict('no-backoff', 'kept', [made(SITES, growing(503))])
    expectVerdict('no-backoff', 'kept', [made(SITES, [{ at: 0, status: 500 }])])
  })

  it.each([
    [499, 'broken'],
    [500, 'kept'],
  ] as const)('takes a pause of %i ms as %s', (pause, verdict) =>
    expectVerdict('no-backoff', verdict, [made(SITES, [{ at: 0, status: 500 }, { at: 50 + pause }])]),
  )

  it.each([
    [1349, 'broken'],
    [1350, 'kept'],
    [1500, 'kept'],
    [1000, 'broken'],
  ] as const)('takes %i ms after a pause of 1 s as %s', (pause, verdict) =>
    expectVerdict('no-backoff', verdict, [
      made(SITES, [{ at: 0, status: 500 }, { at: 1050, status: 500 }, { at: 1100 + pause }]),
    ]),
  )

  it('takes the pause that the server asks for', () =>
    expectVerdict('no-backoff', 'kept', [
      made(SITES, [
        { at: 0, status: 503, headers: [['Retry-After', '2']] },
        { at: 2050, status: 503, headers: [['Retry-After', '2']] },
        { at: 4100 },
      ]),
    ]))

  it('counts a lost connection, and not a call that the program gave up', () => {
    expectVerdict('no-backoff', 'broken', [made(SITES, [{ at: 0, failure: lost }, { at: 60 }])])
    expectVerdict('no-backoff', 'not-seen', [
      made(SITES, [{ at: 0, failure: gaveUp }]),
      made(SITES, [{ at: 60 }]),
    ])
  })

  it.each([
    ['a token request that got a 500', 'POST /api/token/request', { status: 500 }],
    [
      'a token request that got a 500 with service code 401',
      'POST /api/token/request',
      { status: 500, code: 401 },
    ],
    ['a token request whose connection was lost', 'POST /api/token/request', { failure: lost }],
    ['a time-out of its own', SITES, { failure: { ...lost, kind: 'timeout', code: 'ETIMEDOUT' } }],
    [
      'a status of 0 in a HAR file',
      SITES,
      { failure: { ...lost, kind: 'bad-response', code: 'NO_RESPONSE_IN_HAR' } },
    ],
  ] as const)('counts %s', (_, line, said) => {
    const again = (pause: number) => [
      made(line, [
        { at: 0, ...said },
        { at: 50 + pause, ...said },
      ]),
    ]
    expect(brokenIn(again(100))).toEqual(['no-backoff'])
    expectVerdict('no-backoff', 'kept', again(1000))
  })

  it('shortens its times with the speed of the drill', () => {
    const quick = [made(SITES, [{ at: 0, status: 500 }, { at: 100 }])]
    expectVerdict('no-backoff', 'kept', quick, { speed: 10 })
    expectVerdict('no-backoff', 'broken', quick, { speed: 5 })
  })
})

describe('too-many-retries', () => {
  const failing = (retries: number) =>
    Array.from({ length: retries + 1 }, (_, at) => ({ at: 2 ** at * 1000, took: 10, status: 500 }))

  it('is kept with four retries, and broken with five', () => {
    expectVerdict('too-many-retries', 'kept', [made(SITES, failing(4))])
    expect(verdictOn('too-many-retries', [made(SITES, failing(5))])).toMatchObject({
      verdict: 'broken',
      severity: 'warning',
      count: 1,
    })
  })

  it('is not seen where a retry succeeds', () =>
    expectVerdict('too-many-retries', 'not-seen', [made(SITES, growing(500))]))

  it('is broken by a retry after five minutes', () => {
    const late = (at: number) => [
      made(SITES, [
        { at: 0, took: 100_000, status: 500 },
        { at: 110_000, took: 100_000, status: 500 },
        { at: 250_000, took: 40_000, status: 500 },
        { at, status: 500 },
      ]),
    ]
    expectVerdict('too-many-retries', 'kept', late(300_000))
    expectVerdict('too-many-retries', 'broken', late(300_001))
  })

  describe('with pauses longer than a minute', () => {
    const late = (seconds: readonly number[], rest: Made = {}) =>
      seconds.map((at) => made(SITES, [{ at: at * 1000, status: 500 }], rest))

    it.each([[[1, 100, 400]], [[1, 100, 310]], [[1, 60, 180, 299, 601]]])('breaks by %j', (seconds) => {
      expectVerdict(
        'too-many-retries',
        'broken',
        late(seconds, { source: 'import', client: undefined, key: null }),
      )
      expectVerdict('too-many-retries', 'broken', late(seconds))
    })

    it.each([
      ['within five minutes', [1, 80, 290]],
      ['at a steady interval', [0, 300, 600, 900]],
      ['with shorter pauses', [0, 300, 400]],
      ['once', [0, 400]],
      ['an hour later', [0, 100, 3800]],
    ])('is kept %s', (_, seconds) => expectVerdict('too-many-retries', 'kept', late(seconds)))
  })

  it('counts no refresh of a token', () =>
    expectVerdict('too-many-retries', 'kept', [
      made(SITES, [{ at: 0, status: 401 }, ...failing(4).map((said) => ({ ...said, token: 'two' }))]),
    ]))
})

describe('a request at a steady interval', () => {
  /** Each call for itself, as a HAR file has them. */
  const polls = (statuses: readonly number[], everyMs = 60_000, jitterMs = 0) =>
    statuses.map((status, at) =>
      made(SITES, [{ at: at * everyMs + (at % 2) * jitterMs, status }], {
        source: 'import',
        client: undefined,
        key: null,
      }),
    )

  it.each([10_000, 60_000])('of %i ms is no retry, whatever fails in between', (everyMs) => {
    const failing = [200, 200, 500, 500, 500, 500, 500, 500, 500, 200]
    expect(brokenIn(polls(failing, everyMs))).toEqual([])
    expect(brokenIn(polls(failing, everyMs, everyMs / 20))).toEqual([])
    expect(brokenIn(polls([200, 500, 200, 503, 503, 200, 500], everyMs))).toEqual([])
  })

  it('is a retry where no success has the same interval, and where it is quick', () => {
    expect(brokenIn(polls([500, 500, 500], 10_000))).toEqual(['no-backoff'])
    expect(brokenIn(polls([200, 500, 500, 500], 200))).toEqual(['no-backoff'])
    const failing = [120_000, 122_000, 124_000].map((at) => ({ at, status: 500 }))
    expect(brokenIn([...polls([200, 200]), made(SITES, failing)])).toEqual(['no-backoff'])
  })
})

describe('repeated-unsafe', () => {
  const twice = (first: object, line = SUBSCRIBE) => [
    made(line, [{ at: 0, ...first }, { at: 2000 }], { sent: '{"event":"x"}' }),
  ]

  it.each([
    ['a 500', { status: 500 }],
    ['a 504', { status: 504 }],
    ['a lost connection', { failure: lost }],
    ['a timeout', { failure: { ...lost, kind: 'timeout' } }],
  ] as const)('is broken by a POST after %s', (_, first) => {
    expectVerdict('repeated-unsafe', 'broken', twice(first))
    expect(brokenIn(twice(first))).toEqual(['repeated-unsafe'])
  })

  it('is broken by a POST that the program gave up and sent anew, which a capture does not put together', () =>
    expectVerdict('repeated-unsafe', 'broken', [
      made(SUBSCRIBE, [{ at: 0, took: 3000, failure: gaveUp }], { sent: '{}' }),
      made(SUBSCRIBE, [{ at: 3100 }], { sent: '{}' }),
    ]))

  it('is broken by a POST that was begun while the connection of the one before was still closing', () => {
    const before = made(SUBSCRIBE, [{ at: 0, took: 3000, failure: gaveUp }], { sent: '{}' })
    expectVerdict('repeated-unsafe', 'broken', [before, made(SUBSCRIBE, [{ at: 2990 }], { sent: '{}' })])
    expectVerdict('repeated-unsafe', 'not-seen', [before, made(SUBSCRIBE, [{ at: 2000 }], { sent: '{}' })])
  })

  it.each([
    ['spaces and order of fields', '{"a":1,"b":{"c":[1],"d":2}}', '{ "b": {"d":2, "c": [1]}, "a": 1 }'],
    ['a list of objects', '[{"a":1,"b":2}]', '[{"b":2,"a":1}]'],
  ])('is broken by the same JSON with other %s', (_, sent, again) => {
    const calls = [
      made(SUBSCRIBE, [{ at: 0, status: 500 }], { sent }),
      made(SUBSCRIBE, [{ at: 1050 }], { sent: again }),
    ]
    expectVerdict('repeated-unsafe', 'broken', calls)
    expectVerdict(
      'repeated-unsafe',
      'broken',
      calls.map((call) => ({ ...call, source: 'import' as const })),
    )
  })

  it.each([
    ['another value', '{"a":1}', '{"a":2}'],
    ['another order of a list', '[1,2]', '[2,1]'],
    ['another long number', '{"id":12345678901234567890}', '{"id":12345678901234567891}'],
    ['a number for a text', '{"a":1}', '{"a":"1"}'],
  ])('is kept by JSON with %s', (_, sent, again) =>
    expectVerdict('repeated-unsafe', 'kept', [
      made(SUBSCRIBE, [{ at: 0, status: 500 }], { sent }),
      made(SUBSCRIBE, [{ at: 1050 }], { sent: again }),
    ]),
  )

  it('keeps four parallel requests apart, whether they are equal or not', () => {
    const four = (bodyOf: (at: number) => string) =>
      [0, 1, 2, 3].map((at) => made(SUBSCRIBE, [{ at, took: 500, status: 500 }], { sent: bodyOf(at) }))
    expect(brokenIn(four((at) => `{"a":${at}}`))).toEqual([])
    expect(brokenIn(four((at) => (at % 2 === 0 ? '{"a":1,"b":2}' : '{"b":2,"a":1}')))).toEqual([])
    const next = made(SUBSCRIBE, [{ at: 2000 }], { sent: '{"a":4}' })
    expect(brokenIn([...four((at) => `{"a":${at}}`), next])).toEqual([])
  })

  it('is kept where nothing was sent, after a 4xx, for a GET, and for another body', () => {
    const refused = { kind: 'refused', code: 'ECONNREFUSED', message: '', mayHaveBeenSent: false } as const
    expectVerdict('repeated-unsafe', 'not-seen', twice({ failure: refused }))
    expectVerdict('repeated-unsafe', 'not-seen', twice({ status: 400 }))
    expectVerdict('repeated-unsafe', 'not-seen', twice({ status: 500 }, SITES))
    expectVerdict('repeated-unsafe', 'kept', [
      made(SUBSCRIBE, [{ at: 0, failure: gaveUp }], { sent: '{"a":1}' }),
      made(SUBSCRIBE, [{ at: 3100 }], { sent: '{"a":2}' }),
    ])
  })

  describe('with a look between', () => {
    const looked = (look: string, said: Partial<Said> = {}, line = SUBSCRIBE) => [
      ...twice({ status: 500 }, line),
      made(look, [{ at: 1000, ...said }]),
    ]

    it.each([
      ['the list', 'GET /api/webhook/subscriptions?limit=5', SUBSCRIBE],
      ['a record of the list', 'GET /api/webhook/subscriptions/7', SUBSCRIBE],
      ['the record itself', 'GET /api/x/7', 'PUT /api/x/7'],
      ['the list of the record', 'GET /api/x', 'DELETE /api/x/7'],
    ])('at %s it is kept', (_, look, line) => {
      expectVerdict('repeated-unsafe', 'kept', looked(look, {}, line))
      expectVerdict('repeated-unsafe', 'kept', looked(look, { status: 404 }, line))
    })

    it('at something else, that failed or came too late, it is broken', () => {
      expectVerdict('repeated-unsafe', 'broken', looked(SITES))
      expectVerdict('repeated-unsafe', 'broken', looked('GET /api/webhook/sub'))
      expectVerdict('repeated-unsafe', 'broken', looked('GET /api/webhook/subscriptions', { status: 500 }))
      expectVerdict('repeated-unsafe', 'broken', looked('GET /api/webhook/subscriptions', { at: 1990 }))
      expectVerdict('repeated-unsafe', 'broken', looked('GET /api/webhook/subscriptions', { at: 10 }))
    })
  })

  it.each(['POST /api/webhook/subscriptions', 'PUT /x'])(
    'asks for a declaration of its own, here %s',
    (declared) =>
      expectVerdict(
        'repeated-unsafe',
        declared.startsWith('POST') ? 'not-seen' : 'broken',
        twice({ status: 500 }),
        {
          idempotent: [declared],
        },
      ),
  )

  it('says nothing of a token request', () =>
    expectVerdict('repeated-unsafe', 'not-seen', [
      made('POST /api/token/request', [{ at: 0, status: 500 }, { at: 2000 }], { sent: '{}' }),
      tokenAt(5000),
    ]))
})

describe('what is ambiguous', () => {
  /** Four equal calls side by side, and four more. A capture says so of the first three that follow. */
  const parallel = (status: number, at: number) =>
    Array.from({ length: 4 }, (_, index) =>
      made(SITES, [
        { at: index, status },
        {
          at: at + index,
          status,
          rest: { grouped: index === 3 ? 'matched' : 'ambiguous' },
        },
      ]),
    )

  it.each([403, 404, 500])('makes no error of four equal parallel calls that got %i', (status) => {
    expect(brokenIn(parallel(status, 100))).toEqual([])
  })

  it.each([
    ['retried-forbidden', 403],
    ['retried-refusal', 404],
    ['no-backoff', 500],
    ['repeated-unsafe', 500],
  ] as const)('is no pass of %s, where no other call was seen', (rule, status) => {
    const line = rule === 'repeated-unsafe' ? SUBSCRIBE : SITES
    const ambiguous = [0, 1].map((at) =>
      made(line, [
        { at, status },
        { at: at + 60, status, rest: { grouped: 'ambiguous' } },
      ]),
    )
    expectVerdict(rule, 'not-seen', ambiguous)
    expectVerdict(rule, 'kept', [...ambiguous, made(`${line}?limit=1`, [{ at: 5000, status }])])
  })

  it('makes no error of them in a HAR file either', () => {
    const entries = [0, 1, 2, 3, 60, 61, 62, 63].map((at) =>
      made(SITES, [{ at, took: 20, status: 500 }], { source: 'import', client: undefined, key: null }),
    )
    expect(brokenIn(entries)).toEqual([])
  })

  it('joins entries of a HAR file that follow one another', () => {
    const entries = [0, 100, 300].map((at) =>
      made(SITES, [{ at, took: 20, status: 500 }], { source: 'import', client: undefined, key: null }),
    )
    expect(brokenIn(entries)).toEqual(['no-backoff'])
  })

  it('takes a POST whose body is missing for another one', () => {
    const entries = [0, 2000].map((at) =>
      made(SUBSCRIBE, [{ at, status: 500 }], {
        source: 'import',
        client: undefined,
        key: null,
        request: {
          method: 'POST',
          url: 'https://api.example/api/webhook/subscriptions',
          route: '/api/webhook/subscriptions',
          headers: [['Content-Type', 'application/json']],
          body: null,
          idempotent: false,
        },
      }),
    )
    expect(brokenIn(entries)).toEqual([])
  })

  it('follows a redirect to the same URL without calling it a retry', () =>
    expect(
      brokenIn(
        [0, 60].map((at) =>
          made(SITES, [{ at, took: 20, status: at === 0 ? 302 : 500 }], {
            source: 'import',
            client: undefined,
            key: null,
          }),
        ),
      ),
    ).toEqual([]))

  it('keeps programs apart', () => {
    const other = { run: null, name: null, pid: 8, userAgent: 'client/1.0', connection: '2' }
    expect(
      brokenIn([
        made(SITES, [{ at: 0, failure: gaveUp }]),
        made(SITES, [{ at: 60, status: 401 }], { client: other }),
        made(SITES, [{ at: 300 }]),
      ]),
    ).toEqual([])
  })
})
