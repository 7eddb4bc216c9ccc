import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaptureClient } from '../../../app/contract/capture.ts'
import type { Exchange, Outcome } from '../../../app/contract/exchange.ts'
import { summarize } from '../../../app/contract/summary.ts'
import { exampleAttempt, exampleExchange, exchangeUnderWay } from './exampleExchange.ts'
import { useStore } from './temporaryStore.ts'

const context = useStore()

interface Parts {
  method: string
  status: number
  code: number
  key: string | null
  route: string
  outcome: Outcome
  body: string
  tookMs: number
  isReplay: boolean
  client: CaptureClient | null
}

const { request, envelope } = exampleExchange()

function made(parts: Partial<Parts>, at: number): Exchange {
  const { method = 'GET', status = 200, code = 0, key = 'site-7', route = '/api/external/sites' } = parts
  const { outcome = 'success', body = '{}', tookMs = 20, isReplay = false, client = null } = parts
  const base = exampleExchange({}, at)
  const response = { status, headers: [], body, bodyBytes: body.length, truncated: false }
  return {
    ...base,
    key,
    replayOf: isReplay ? exampleExchange().id : null,
    endedAt: new Date(Date.parse(base.startedAt) + tookMs).toISOString(),
    request: { ...request, method, route, url: `http://127.0.0.1:4010${route}` },
    attempts: [exampleAttempt({ response })],
    outcome,
    envelope: envelope && { ...envelope, code, message: null },
    diagnosis: null,
    ...(client && { source: 'capture', client }),
  }
}

const clientOf = (run: string | null, name: string | null, userAgent: string | null): CaptureClient => ({
  run,
  name,
  pid: null,
  userAgent,
  connection: '1',
})

const parts = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  status: fc.constantFrom(200, 400, 403, 500),
  code: fc.constantFrom(0, 100, 734),
  key: fc.constantFrom('site-7', 'site-8', null),
  route: fc.constantFrom('/api/external/sites', '/api/external/staffs/{id}/licenses'),
  outcome: fc.constantFrom<Outcome>('success', 'http-failure', 'cancelled'),
  body: fc.constantFrom('alpha beta', 'beta gamma', 'gamma', ''),
  tookMs: fc.constantFrom(10, 1000, 5000),
  isReplay: fc.boolean(),
  client: fc.constantFrom(
    null,
    clientOf('RUN1', 'python3', null),
    clientOf(null, null, 'Job/1.0 (x)'),
    clientOf('RUN2', 'java', 'job'),
  ),
})

/** Terms, each with what it means for one exchange. */
const TERMS: [string, (row: Parts, at: number) => boolean][] = [
  ['status:4xx', ({ status }) => status >= 400 && status < 500],
  ['-status:200,500', ({ status }) => status !== 200 && status !== 500],
  ['code:>0', ({ code }) => code > 0],
  ['method:post', ({ method }) => method === 'POST'],
  ['key:site-7', ({ key }) => key === 'site-7'],
  ['-key:site-7', ({ key }) => key !== 'site-7'],
  ['key:site-*', ({ key }) => key !== null],
  ['route:LICENSES', ({ route }) => route.endsWith('licenses')],
  ['outcome:failed,cancelled', ({ outcome }) => outcome !== 'success'],
  ['took:>=1s', ({ tookMs }) => tookMs >= 1000],
  ['-took:>2s', ({ tookMs }) => tookMs <= 2000],
  ['is:replay', ({ isReplay }) => isReplay],
  ['is:capture', ({ client }) => client !== null],
  ['-is:capture', ({ client }) => client === null],
  ['run:run1,RUN9', ({ client }) => client?.run === 'RUN1'],
  ['-run:RUN1', ({ client }) => client?.run !== 'RUN1'],
  ['client:Python3', ({ client }) => client?.name === 'python3'],
  ['client:job', ({ client }) => client?.userAgent?.toLowerCase().startsWith('job') === true],
  ['client:py*,java', ({ client }) => client !== null && client.name !== null],
  ['-is:replay,pinned', ({ isReplay }) => !isReplay],
  ['beta', ({ body }) => body.includes('beta')],
  ['"alpha beta"', ({ body }) => body === 'alpha beta'],
  ['"beta alpha"', () => false],
  ['gam*', ({ body }) => body.includes('gamma')],
  ['-gamma', ({ body }) => !body.includes('gamma')],
  ['since:2026-03-02T09:00:00.010Z', (_, at) => at >= 10],
  ['until:2026-03-02T09:00:00.020Z', (_, at) => at < 20],
]

describe('a search', () => {
  test('finds what a look at every exchange would find, in the same order, whatever the parts', () => {
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 40 }),
        fc.uniqueArray(fc.nat(TERMS.length - 1), { maxLength: 4 }),
        fc.integer({ min: 1, max: 50 }),
        (rows, picked, limit) => {
          const { ids: old } = context.store.find(
            { query: { terms: [] }, before: null, position: null, limit: 1000 },
            () => false,
          )
          context.store.destroy(old)
          const all = rows.map((row, at) => made(row, at))
          context.put(...all)
          const chosen = picked.flatMap((at) => (TERMS[at] ? [TERMS[at]] : []))
          const expected = all.filter((_, at) =>
            chosen.every(([, fits]) => {
              const row = rows[at]
              return row !== undefined && fits(row, at)
            }),
          )
          const query = chosen.map(([text]) => text).join(' ')
          expect(context.find(query, limit)).toEqual(expected.map(({ id }) => id).toReversed())
        },
      ),
      { numRuns: 100 },
    )
  }, 30_000)

  test('goes through thousands, in short parts, to the last that matches', () => {
    const all = Array.from({ length: 3000 }, (_, at) =>
      made({ body: at === 5 ? 'needle hay' : 'hay', tookMs: at === 5 ? 1 : 3000 }, at),
    )
    context.put(...all)
    const [needle] = all.slice(5)
    for (const query of ['needle', 'hay needle', 'hay took:<2s', 'status:200 took:<2s -is:replay']) {
      expect(context.find(query)).toEqual([needle?.id])
    }
    expect(context.find('-hay took:<2s')).toEqual([])
    expect(context.find('took:>2s', 500)).toHaveLength(2999)
    expect(context.find('hay', 500)).toHaveLength(3000)
  }, 30_000)

  test('knows at a look how many there are, as long as shapes decide it', () => {
    context.put(made({ status: 403 }, 1), made({ status: 404 }, 2), made({}, 3))
    const count = (kind: 'shape' | 'words') =>
      context.store.quickCount({
        terms:
          kind === 'words'
            ? [{ kind: 'words', words: 'a', isPrefix: false, negated: false }]
            : [{ kind: 'range', field: 'status', ranges: [{ atLeast: 400, atMost: 499 }], negated: false }],
      })
    expect(count('shape')).toBe(2)
    expect(count('words')).toBeNull()
    expect(context.store.quickCount({ terms: [] })).toBe(3)
  })

  test('takes as many values as a query has room for', () => {
    context.put(exampleExchange({}, 1), exampleExchange({}, 2))
    const others = Array.from({ length: 600 }, (_, at) => at.toString(36)).join(',')
    expect(context.find(`trace:${others},4bf9`)).toHaveLength(2)
  })

  test.each([
    'id:{id}',
    'trace:4BF92f',
    'fingerprint:"GET /api/external/sites 403 100 Customer # is outside"',
    'fingerprint:"GET /api/external/sites*"',
    '"customer 1099" "outside this"',
    'customerid=1099',
    'key:SITE-7 profile:sand*',
    'source:COMPOSER key:site-*',
  ])('finds one exchange by %s', (query) => {
    const wanted = exampleExchange({}, 1)
    context.put(made({ key: 'other' }, 0), wanted, { ...made({ key: 'other' }, 2), source: 'cli' })
    expect(context.find(query.replace('{id}', wanted.id.toLowerCase()))).toEqual([wanted.id])
  })

  test('takes what looks like its own language for text', () => {
    context.put(exampleExchange())
    for (const query of [
      '"NOT scope"',
      '"a AND b"',
      '"NEAR(a, b)"',
      '"text:scope"',
      '"^scopes"',
      'key:%',
      'key:_ite-7',
    ]) {
      expect(context.find(query)).toEqual([])
    }
    expect(context.find('"scope*"')).toHaveLength(1)
  })

  test('finds the beginning of a long body, and cuts nothing off the body', () => {
    const body = `early ${'filler '.repeat(20_000)} late`
    const exchange = made({ body }, 1)
    context.put(exchange)
    expect(context.find('early')).toEqual([exchange.id])
    expect(context.find('late')).toEqual([])
    expect(context.store.get(exchange.id)).toEqual(exchange)
  })

  test('finds what is under way by its fields, and by its words once it has ended', () => {
    const begun = exchangeUnderWay()
    context.put(begun)
    expect(context.find('is:running method:GET')).toEqual([begun.id])
    expect(context.find('customer')).toEqual([])
    const ended = exampleExchange({ id: begun.id })
    context.put(ended)
    expect(context.find('is:running')).toEqual([])
    expect(context.find('customer status:403')).toEqual([begun.id])
    expect(context.find('-status:403')).toEqual([])
    expect(
      context.store.list({ query: { terms: [] }, before: null, position: null, limit: 5 }, () => false).items,
    ).toEqual([summarize(ended)])
  })

  test('finds what was interrupted', () => {
    const begun = exchangeUnderWay()
    context.put(begun)
    context.reopen()
    expect(context.find('outcome:interrupted "customerId 1099"')).toEqual([begun.id])
    expect(context.find('is:running')).toEqual([])
  })

  test('by time holds for exchanges that came late', () => {
    const late = exampleExchange(
      { startedAt: '2025-01-01T00:00:00.000Z', endedAt: '2025-01-01T00:00:01.000Z' },
      9,
    )
    context.put(exampleExchange({}, 1), late, exampleExchange({}, 10))
    expect(context.find('until:2025-06-01')).toEqual([late.id])
    expect(context.find('since:2h')).toHaveLength(2)
  })
})

describe('what is offered to complete a query', () => {
  test('are the values that exchanges have, most frequent first', () => {
    context.put(
      made({ key: 'a' }, 1),
      made({ key: 'b' }, 2),
      made({ key: 'b', code: 734 }, 3),
      made({ key: null }, 4),
    )
    expect(context.store.knownValues()).toMatchObject({
      key: ['b', 'a'],
      code: ['0', '734'],
      profile: ['sandbox'],
    })
  })
})
