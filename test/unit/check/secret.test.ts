import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { brokenIn, expectVerdict, made, verdictOn } from './support.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('secret-in-url', () => {
  it('is kept by any call', () =>
    expectVerdict('secret-in-url', 'kept', [made('GET /api/external/sites', [{ at: 0 }])]))

  it.each([
    ['a JWT in the query', `?token=${part({ alg: 'none' })}.${part({ KeyType: 'public' })}.x`],
    ['a JWT in the path', `/${part({ alg: 'none' })}.${part({ KeyType: 'public' })}.x`],
    ['what was redacted', '?apiKey=[redacted]'],
    ['the same, encoded', '?apiKey=%5Bredacted%5D'],
  ])('is broken by %s', (_, rest) =>
    expect(brokenIn([made(`GET /api/external/sites${rest}`, [{ at: 0 }])])).toEqual(['secret-in-url']),
  )

  it.each([
    'token=undefined',
    'apikey=null',
    'apiKey=%3Ckey%3E',
    'access_token=',
    'q=1&client_secret={{secret}}',
  ])('is no more than a warning by the name alone: %s', (query) => {
    const { request } = createRedactor(() => []).exchange(
      made(`GET /api/external/sites?${query}`, [{ at: 0 }]),
    )
    const verdict = verdictOn('secret-in-url', [made(`GET ${request.url.slice(19)}`, [{ at: 0 }])])
    expect(verdict).toMatchObject({ verdict: 'broken', severity: 'warning', count: 1 })
    expect(verdict.evidence[0]?.did).toContain('guessed')
  })

  it('is an error by a value under the same name, also beside a guess', () => {
    const guessed = made('GET /api/external/sites?token=', [{ at: 0 }])
    const sure = made('GET /api/external/sites?token=[redacted]', [{ at: 1000 }])
    expect(verdictOn('secret-in-url', [guessed, sure])).toMatchObject({ severity: 'error', count: 2 })
  })

  it.each(['sortKey=name', 'pageToken=7', 'key=7', 'customerId=7'])('says nothing of %s', (query) =>
    expect(brokenIn([made(`GET /api/external/sites?${query}`, [{ at: 0 }])])).toEqual([]),
  )

  it('takes a word that begins like one for no secret', () =>
    expect(brokenIn([made('GET /api/external/sites?name=eyJack.the.first', [{ at: 0 }])])).toEqual([]))
})
