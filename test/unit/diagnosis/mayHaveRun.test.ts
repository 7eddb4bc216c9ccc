import { describe, expect, test } from 'vitest'
import { KNOWN_FAILURE_CODES } from '../../../app/catalog/failures/failureText.ts'
import { SERVICE_CODES } from '../../../app/catalog/serviceCodes.ts'
import { FAILURE_KINDS, type Diagnosis } from '../../../app/contract/exchange.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import type { Evidence } from '../../../app/diagnosis/evidence.ts'
import { failed, makeAttempt, makeEvidence, makeFailure, makeRequest, makeResponse } from './support.ts'

const URL = 'https://api.example.com/api/webhook/subscribers'
const HTML = makeResponse(500, '<!doctype html><title>Oops</title>', [['Content-Type', 'text/html']])

/** Nothing may tell to send it again before it is known that it has not run. */
function expectCheckFirst({ remedy, retry }: Diagnosis, method: string): void {
  expect(remedy[0]).toMatch(new RegExp(`^Find out whether the ${method} has run: GET `))
  for (const each of remedy.slice(1)) expect(each).not.toMatch(/^(Send it again(?! once you know)|Wait)/)
  expect(retry.notBefore).toBeNull()
}

function explained(method: string, rest: Partial<Evidence>): Diagnosis {
  return diagnose(makeEvidence(`${method} ${URL}`, null, rest)).diagnosis
}

describe('a request that may have run', () => {
  test.each([
    ...FAILURE_KINDS.map((kind) => [kind, null] as const),
    ...KNOWN_FAILURE_CODES.map((code) => ['bad-response', code] as const),
  ])('and then failed with %s %s is to be looked for first', (kind, code) => {
    const failure = makeFailure(kind, code, true)
    const diagnosis = explained('POST', { failure })
    expectCheckFirst(diagnosis, 'POST')
    expect(diagnosis.retry).toMatchObject({
      helps: 'unsafe',
      advice: 'The POST may have run. Find out before you send it again, or it could run twice.',
    })
    for (const safe of [
      explained('GET', { failure }),
      explained('POST', { failure: { ...failure, mayHaveBeenSent: false } }),
      explained('POST', { failure, request: makeRequest(`POST ${URL}`, { idempotent: true }) }),
      explained('POST', { failure, attempts: [makeAttempt({ purpose: 'token', failure })] }),
    ])
      expect(JSON.stringify(safe)).not.toMatch(/Find out whether|may have run/)
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s: the step says how', (method) => {
    const { remedy } = explained(method, { failure: makeFailure('reset', 'ECONNRESET', true) })
    expect(remedy[0]).toContain(method === 'DELETE' ? 'that it deletes' : 'the record')
  })

  test.each([500, 501, 502, 503, 504, 507, 511, 520, 599])(
    'and was answered with %s, whatever its body says',
    (status) => {
      const codes = [...Object.keys(SERVICE_CODES).map(Number), 12345]
      const bodies = [
        ...codes.map((code) => makeResponse(status, failed(code, 'It broke.'))),
        makeResponse(status, ''),
        { ...HTML, status },
      ]
      for (const response of bodies) expectCheckFirst(explained('POST', { response }), 'POST')
      for (const response of bodies)
        expect(JSON.stringify(explained('GET', { response }))).not.toContain('Find out whether')
    },
  )

  test.each([
    ['a web page', { ...HTML, status: 200 }],
    ['an envelope without a code', makeResponse(200, { status: {}, data: null, message: '', errors: [] })],
    ['JSON that ends too early', makeResponse(200, '{"status":{"code":0')],
  ])('and was answered with 200 and %s', (_, response) => {
    expectCheckFirst(explained('POST', { response }), 'POST')
    expect(JSON.stringify(explained('GET', { response }))).not.toContain('may have run')
  })
})
