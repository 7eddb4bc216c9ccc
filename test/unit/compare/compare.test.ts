import { describe, expect, it } from 'vitest'
import { compareExchanges } from '../../../app/compare/compare.ts'
import type { Attempt, Exchange } from '../../../app/contract/exchange.ts'
import { exampleAttempt, exampleExchange, exchangeUnderWay } from '../history/exampleExchange.ts'

interface Answer {
  status: number
  code?: number
  message?: string
  body?: string
  headers?: [string, string][]
}

/** An exchange that ended with that answer. */
function answered({ status, code = 0, message = '', body = '{}', headers = [] }: Answer): Exchange {
  const isSuccess = status < 300 && code === 0
  return exampleExchange({
    attempts: [
      exampleAttempt({ response: { status, headers, body, bodyBytes: body.length, truncated: false } }),
    ],
    outcome: isSuccess ? 'success' : status < 300 ? 'service-failure' : 'http-failure',
    envelope: { kind: 'standard', code, message, errors: [], count: null, page: null },
    findings: [],
  })
}

function failed(kind: NonNullable<Attempt['failure']>['kind']): Exchange {
  return exampleExchange({
    attempts: [
      exampleAttempt({ response: null, failure: { kind, code: null, message: 'x', mayHaveBeenSent: true } }),
    ],
    outcome: 'transport-failure',
    envelope: null,
  })
}

const ok = answered({ status: 200 })
const refused = answered({ status: 403, code: 100, message: 'Customer 1099 is outside the scope.' })

describe('the verdict', () => {
  it.each([
    ['fixed', refused, ok, 'HTTP 403, code 100'],
    ['worse', ok, refused, 'fails now: HTTP 403, code 100'],
    ['worse', ok, failed('timeout'), 'no response arrived in time'],
    ['still-succeeds', ok, answered({ status: 201 }), 'HTTP 201'],
    [
      'same',
      refused,
      answered({ status: 403, code: 100, message: 'Customer 7 is outside the scope.' }),
      'The response has not changed',
    ],
    ['same', failed('dns'), failed('dns'), 'Postern did not find the host'],
    [
      'different-failure',
      refused,
      answered({ status: 403, code: 100, message: 'Wrong key type.' }),
      'the API says something else: “Customer 1099 is outside the scope.” before, “Wrong key type.” now',
    ],
    ['different-failure', refused, answered({ status: 500 }), 'HTTP 500 now'],
    ['different-failure', refused, failed('reset'), 'the connection broke off now'],
    ['different-failure', answered({ status: 200, code: 100 }), refused, 'HTTP 200, code 100 before'],
    ['undecided', refused, exchangeUnderWay(), 'still in progress'],
    ['undecided', refused, exampleExchange({ outcome: 'cancelled' }), 'because you cancelled it'],
    [
      'undecided',
      exampleExchange({ outcome: 'interrupted' }),
      ok,
      'The earlier exchange ended before its response',
    ],
  ])('is %s', (verdict, before, after, part) => {
    const comparison = compareExchanges(before, after)
    expect(comparison.verdict).toBe(verdict)
    expect(comparison.sentence).toContain(part)
  })

  it('tells a refused key exchange from a refused request', () => {
    const atTheDesk = exampleExchange({ attempts: [exampleAttempt({ purpose: 'token' })] })
    const atTheApi = exampleExchange()
    expect(compareExchanges(atTheDesk, atTheApi)).toMatchObject({ verdict: 'different-failure' })
    expect(compareExchanges(atTheDesk, atTheApi).sentence).toContain('token request')
  })
})

describe('the differences', () => {
  it('are none between an exchange and itself', () => {
    expect(compareExchanges(refused, refused)).toMatchObject({
      status: null,
      code: null,
      message: null,
      failure: null,
      key: null,
      attempts: null,
      headers: { changes: [], setAside: [] },
      findings: { gone: [], added: [] },
      body: { kind: 'equal' },
      request: null,
    })
  })

  it('set aside headers that differ between any two answers', () => {
    const before = answered({
      status: 200,
      headers: [
        ['Date', 'a'],
        ['X-Mine', 'a'],
        ['Content-Type', 'text/html'],
        ['traceparent', 'a'],
      ],
    })
    const after = answered({
      status: 200,
      headers: [
        ['date', 'b'],
        ['x-mine', 'b'],
        ['content-type', 'application/json'],
        ['Age', '3'],
      ],
    })
    expect(compareExchanges(before, after, { volatileHeaders: ['X-Mine'] }).headers).toEqual({
      changes: [{ name: 'content-type', before: 'text/html', after: 'application/json' }],
      setAside: ['age', 'date', 'traceparent', 'x-mine'],
    })
  })

  it('tell status, code, message, attempts, key and findings', () => {
    const later: Exchange = { ...ok, key: 'company', attempts: [exampleAttempt(), ...ok.attempts] }
    const before = exampleExchange()
    expect(compareExchanges(before, later)).toMatchObject({
      status: { before: 403, after: 200 },
      code: { before: 100, after: 0 },
      key: { before: 'site-7', after: 'company' },
      attempts: { before: 1, after: 2 },
      findings: { gone: before.findings, added: [] },
    })
  })

  it('say when bodies hold the same values, written otherwise', () => {
    const body = (text: string) => answered({ status: 200, body: text })
    expect(compareExchanges(body('{"a":1,"b":2}'), body('{ "b": 2, "a": 1 }')).body.kind).toBe(
      'written-otherwise',
    )
    expect(compareExchanges(body('{}'), body('')).body).toEqual({ kind: 'missing', side: 'after' })
    expect(compareExchanges(body('<p>\none'), body('<p>\ntwo')).body).toEqual({
      kind: 'text',
      firstDifference: { line: 2, before: 'one', after: 'two' },
    })
  })

  it('tell an edited request, but not a sandbox that moved to another port', () => {
    const { request } = refused
    const moved = { ...refused, request: { ...request, url: request.url.replace('4010', '5999') } }
    expect(compareExchanges(refused, moved).request).toBeNull()
    const edited = { ...refused, request: { ...request, url: request.url.replace('1099', '7') } }
    expect(compareExchanges(refused, edited).request?.url).toEqual({
      before: '/api/external/sites?customerId=1099',
      after: '/api/external/sites?customerId=7',
    })
  })
})
