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
  expect(remedy[0]).toMatch(new RegExp(`^Find out whether the ${method} has run: `))
  for (const each of remedy.slice(1))
    expect(each).not.toMatch(
      /^(Then )?(Send it again|Replay (it|the request)|Wait|Ask for less|If it (keeps|happens))/,
    )
  for (const each of remedy) expect(each).not.toMatch(/\b(POST|PUT|PATCH|DELETE) \//)
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
      advice: 'The POST may have run. Find out before you replay it, or it could run twice.',
    })
    for (const safe of [
      explained('GET', { failure }),
      explained('POST', { failure: { ...failure, mayHaveBeenSent: false } }),
      explained('POST', { failure, request: makeRequest(`POST ${URL}`, { idempotent: true }) }),
      explained('POST', { failure, attempts: [makeAttempt({ purpose: 'token', failure })] }),
    ])
      expect(JSON.stringify(safe)).not.toMatch(/Find out whether|may have run/)
  })

  test.each<[string, string, RegExp, RegExp?]>([
    [
      'POST',
      '/api/webhook/subscribers',
      /ask Guardhouse support. The API documentation has no call that lists subscribers/,
    ],
    [
      'POST',
      '/api/webhook/subscribers/',
      /ask Guardhouse support. The API documentation has no call that lists subscribers/,
    ],
    ['POST', '/api/webhook/subscriptions', /deliveries arrive/, /no call that lists subscriptions/],
    ['POST', '/api/external/timesheets', /look for the record with GET \/api\/external\/timesheets\.$/],
    ['DELETE', '/api/external/staffs/101', /look for the record with GET \/api\/external\/staffs\.$/],
    [
      'PUT',
      '/api/external/patrols/5',
      /read \/api\/external\/patrols\/5 with GET, if the API has that call/,
      /not name this PUT/,
    ],
    [
      'DELETE',
      '/api/webhook/subscribers/31',
      /read \/api\/webhook\/subscribers\/31 with GET/,
      /not name this DELETE/,
    ],
    ['PATCH', '', /look for the record that it changes/],
  ])('%s %s: the first step says how, or that no call can show it', (method, path, first, second = /./) => {
    const url = path && `https://api.example.com${path}`
    const { remedy } = explained(method, {
      failure: makeFailure('reset', 'ECONNRESET', true),
      request: makeRequest(`${method} ${url}`),
    })
    expect(remedy[0]).toMatch(first)
    expect(remedy[1]).toMatch(second)
    expect(remedy).toContain('If it never ran, replay it.')
  })

  test('a request for a token is safe to send twice', () => {
    const request = makeRequest('POST https://api.example.com/api/token/request')
    const rest = [
      { request, failure: makeFailure('timeout', 'ETIMEDOUT', true) },
      { request, response: makeResponse(500, failed(100, 'It broke.')) },
    ]
    for (const each of rest) {
      const diagnosis = explained('POST', each)
      expect(JSON.stringify(diagnosis)).not.toMatch(/Find out|may have run|twice/)
      expect(diagnosis.retry.helps).toBe('later')
    }
  })

  test('a step to report it does not ask for further failures first', () => {
    const response = makeResponse(500, failed(100, 'It broke.'), [['X-Trace-Id', 'abc-123']])
    const { remedy } = explained('POST', { response })
    expect(remedy.at(-1)).toBe('Send Guardhouse support the trace ID abc-123 and the time.')
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

test('a 400 that names no field has no step about such fields', () => {
  const { remedy } = explained('POST', { response: makeResponse(400, failed(100, '', [])) })
  expect(remedy[0]).toBe('Compare the parameters and the body with the catalog.')
})
