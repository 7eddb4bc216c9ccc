import { describe, expect, it } from 'vitest'
import { OUTCOMES } from '../../../app/contract/exchange.ts'
import { standingOf } from '../../../renderer/ui/outcome.ts'
import { spokenResult, spokenRow } from '../../../renderer/features/history/spoken.ts'
import { summaryOf } from './samples.ts'

describe('standingOf', () => {
  it.each([
    ['success', 200, 'success', 'done'],
    ['service-failure', 200, 'warning', 'mixed'],
    ['http-failure', 403, 'failure', 'refused'],
    ['http-failure', 429, 'warning', 'limit'],
    ['http-failure', 500, 'warning', 'server'],
    ['transport-failure', null, 'failure', 'unreachable'],
    ['cancelled', null, 'neutral', 'stopped'],
    ['interrupted', null, 'neutral', 'stopped'],
    [null, null, 'waiting', 'under-way'],
  ] as const)('%s with status %s is shown as %s (%s)', (outcome, status, tone, mark) => {
    expect(standingOf({ outcome, status })).toMatchObject({ tone, mark })
  })

  it.each([
    ['cut when it was kept', { isTruncated: true, code: null }],
    [
      'without the code that a whole envelope has',
      { code: null, route: '/api/external/sites', method: 'GET' },
    ],
  ])('shows a success %s as a warning', (_, change) => {
    expect(standingOf({ outcome: 'success', status: 200, ...change })).toMatchObject({
      tone: 'warning',
      word: 'incomplete response',
    })
  })

  it.each([
    ['with its code', { code: 0, route: '/api/external/sites', method: 'GET' }],
    ['of a HEAD, which has no body', { code: null, route: '/api/external/sites', method: 'HEAD' }],
    [
      'of the token exchange, which promises no envelope',
      { code: null, route: '/api/token/request', method: 'POST' },
    ],
  ])('shows a success %s as one', (_, change) => {
    expect(standingOf({ outcome: 'success', status: 200, ...change }).tone).toBe('success')
  })

  it('tells every outcome apart by word or icon, not by colour alone', () => {
    const said = OUTCOMES.map((outcome) => standingOf({ outcome, status: null }).word)
    expect(new Set(said).size).toBe(OUTCOMES.length)
  })
})

describe('what is said aloud', () => {
  it('begins a result with its status and its headline', () => {
    const summary = summaryOf(1, {
      status: 403,
      outcome: 'http-failure',
      headline: 'Customer 1099 is outside',
    })
    expect(spokenResult(summary)).toBe('403, Customer 1099 is outside')
  })

  it('says without status that no answer came', () => {
    const summary = summaryOf(1, { status: null, outcome: 'transport-failure', headline: null })
    expect(spokenResult(summary)).toBe('no response, GET /api/external/sites')
  })

  it('reads a row with everything that its columns show', () => {
    const text = spokenRow(
      summaryOf(1, { status: 500, code: 100, outcome: 'http-failure', attempts: 5, durationMs: 15_200 }),
      '/sites?customerId=1099',
    )
    expect(text).toMatch(
      /^server error, GET \/sites\?customerId=1099, status 500, code 100, 5 attempts, 15 s, \d\d:\d\d:\d\d, key site-7$/,
    )
  })
})
