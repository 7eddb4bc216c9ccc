import { describe, expect, it } from 'vitest'
import type { Diagnosis } from '../../../app/contract/exchange.ts'
import { asksForRetry, paragraphOf, retryWords } from '../../../app/contract/oneAnswer.ts'

const DIAGNOSIS: Diagnosis = {
  headline: 'The token has expired',
  meaning: 'The API knows the token, and its time is over.',
  cause: 'The API says: “Token expired.” The clock of this computer may be wrong.',
  remedy: [],
  remedyActions: [],
  basis: 'service-code',
  retry: { helps: 'no', advice: 'No retry is needed.', notBefore: null },
  scope: null,
  parameters: [],
  traceId: null,
  fingerprint: 'GET /api/x 401',
}
const said = [{ field: null, message: 'Token expired.', code: 100, sent: null, tied: false }]
const utc = (moment: number) => new Date(moment).toISOString().slice(11, 19)

describe('the word for a retry', () => {
  it.each([
    ['no', null, 'The same scope gets the same response.', 'No', 'The same scope gets the same response.'],
    ['now', null, 'Once, with a fresh token.', 'Yes, now', 'Once, with a fresh token.'],
    ['unsafe', null, 'It may have run.', 'Check first', 'It may have run.'],
    ['later', null, 'After the service runs.', 'Yes, after the service runs', ''],
    ['later', null, 'After a pause: it may still run.', 'Yes, after a pause', 'It may still run.'],
    ['later', null, 'Wait 1 s. Stop after that.', 'Yes, after a pause', 'Wait 1 s. Stop after that.'],
    [
      'later',
      null,
      'After the name is right, or the network is back.',
      'Yes, after a pause',
      'After the name is right, or the network is back.',
    ],
    [
      'later',
      '2026-03-02T09:00:50.000Z',
      'Not before 09:00:50 UTC: the response asks for that pause.',
      'Yes, after 09:00:50',
      'The response asks for that pause.',
    ],
  ] as const)('%s, %s, “%s” is “%s”', (helps, notBefore, advice, word, rest) => {
    expect(retryWords({ helps, notBefore, advice }, utc)).toEqual({ word, advice: rest })
  })

  it('is said of each exchange but a success that needs none', () => {
    expect(asksForRetry({ outcome: 'success', diagnosis: DIAGNOSIS })).toBe(false)
    expect(asksForRetry({ outcome: 'service-failure', diagnosis: DIAGNOSIS })).toBe(true)
    const retry = { ...DIAGNOSIS.retry, helps: 'now' as const }
    expect(asksForRetry({ outcome: 'success', diagnosis: { ...DIAGNOSIS, retry } })).toBe(true)
    expect(asksForRetry({ outcome: null, diagnosis: null })).toBe(false)
  })
})

describe('the paragraph', () => {
  const of = (change: Partial<Diagnosis>, outcome: 'service-failure' | 'success' = 'service-failure') =>
    paragraphOf({ outcome, diagnosis: { ...DIAGNOSIS, ...change } })

  it('is meaning and cause together', () => {
    expect(of({ cause: 'The key site-7 may see customer 7.' })).toBe(
      'The API knows the token, and its time is over. The key site-7 may see customer 7.',
    )
  })

  it('quotes nothing that is listed below it', () => {
    expect(of({ said })).toBe(
      'The API knows the token, and its time is over. The clock of this computer may be wrong.',
    )
    expect(of({ said, cause: 'A gateway may limit too. It says: “Token expired.”' })).toMatch(/limit too\.$/)
    expect(of({ said, cause: 'Body field uri (sent as http://x. y): “Token expired.” Look at it.' })).toMatch(
      /over\. Look at it\.$/,
    )
    const leftOut = 'Body field uri (left out): “Token expired.”'
    expect(of({ said, cause: leftOut })).toContain(leftOut)
    expect(of({ said, cause: 'The API says: uri: “Token expired.” “Another.”' })).toContain('“Another.”')
    const long = { field: null, message: `${'x'.repeat(400)}.`, code: 1, sent: null, tied: false }
    expect(of({ said: [long], cause: `It says: “${'x'.repeat(299)}…”` })).toMatch(/over\.$/)
    expect(of({})).toContain('The API says: “Token expired.” The clock')
    expect(of({ said, cause: 'Somebody says: “Token expired.”' })).toContain('Somebody says')
  })

  it('says nothing of a success that its headline says', () => {
    expect(of({ cause: 'Nothing went wrong.' }, 'success')).toBe('')
    const accepted = 'The API took the request, and works on it.'
    expect(of({ meaning: accepted, basis: 'http-status' }, 'success')).toBe(accepted)
  })
})
