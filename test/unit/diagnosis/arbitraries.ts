import * as fc from 'fast-check'
import {
  DECISION_ACTIONS,
  FAILURE_KINDS,
  type ApiResponse,
  type Attempt,
  type Failure,
  type Header,
} from '../../../app/contract/exchange.ts'
import type { Claims } from '../../../app/contract/token.ts'
import { readClaims } from '../../../app/diagnosis/claims.ts'
import type { Evidence } from '../../../app/diagnosis/evidence.ts'
import { failed, listed, makeAttempt, makeEvidence, makeRequest, NOW } from './support.ts'

const NAMES = [
  'status', 'code', 'errorMessage', 'data', 'count', 'message', 'errors', 'recordCount', 'totalRecordCount',
  'nextPageParameter', 'prevPageParameter', 'nextPageEndpoint', 'isSuccess', 'statusMessage', 'errorMessages',
  'errorMessagesAsString', 'statusCode', 'type', 'title', 'detail', 'traceId', '__proto__', 'constructor', 'toString',
] // prettier-ignore

const WORDS = [
  'Customer 1099 is outside the scope of this API key.', 'KeyType', 'limit is required', 'expired', 'site 31', '',
  "'", '"', '2026-03-02T09:00:00Z', '[', '\u0000', '\ud800', '\uFEFF', '9'.repeat(40), 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa@',
] // prettier-ignore

const text = fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: 'binary', maxLength: 60 }))
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(0, 100, 401, 403, 404, 734),
)

const value: fc.Arbitrary<unknown> = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 8 })), tie('node'), {
      maxKeys: 6,
    }),
  ),
})).node

const VALID = [
  failed(100, 'Customer 1099 is outside the scope of this API key.'),
  failed(401, 'The bearer token has expired.'),
  failed(734, 'limit is required', ['limit is required', 'startDate must be before endDate']),
  listed([{ id: 1 }, { id: 2 }]),
  {
    isSuccess: false,
    statusMessage: 'x',
    status: 3,
    errorMessages: [{}],
    errorMessagesAsString: 'x',
    data: [],
  },
  { statusCode: 429, message: 'Try again in 7 seconds.' },
  { type: 'about:blank', title: 'Bad', status: 400, errors: { Limit: ['too big'] }, traceId: '00-1-2-3' },
]

/** A valid body with one field somewhere on top replaced by anything. */
const mutated = fc
  .tuple(fc.constantFrom(...VALID), fc.constantFrom(...NAMES), value)
  .map(([body, name, other]) => JSON.stringify({ ...body, [name]: other }))

const cut = fc
  .tuple(fc.constantFrom(...VALID), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([body, part]) => JSON.stringify(body).slice(0, Math.floor(JSON.stringify(body).length * part)))

export const body = fc.oneof(
  value.map((each) => JSON.stringify(each) ?? ''),
  mutated,
  cut,
  text,
  text.map((each) => `<html><title>${each}</title>`),
  text.map((each) => `{${each}`),
)

const header: fc.Arbitrary<Header> = fc.tuple(
  fc.constantFrom(
    'Content-Type',
    'Date',
    'Retry-After',
    'traceparent',
    'X-Trace-Id',
    'WWW-Authenticate',
    'Location',
    'authorization',
  ),
  fc.oneof(
    text,
    fc.constantFrom(
      'application/json',
      'text/html',
      'application/problem+json',
      '7',
      '-1',
      '1e400',
      'Mon, 02 Mar 2026 09:00:20 GMT',
    ),
  ),
)
const headers = fc.array(header, { maxLength: 5 })

export const response: fc.Arbitrary<ApiResponse> = fc.record({
  status: fc.oneof(
    fc.constantFrom(200, 201, 204, 400, 401, 403, 404, 405, 422, 429, 500, 503),
    fc.integer({ min: 100, max: 999 }),
  ),
  headers,
  body,
  bodyBytes: fc.nat(),
  truncated: fc.boolean(),
})

const failure: fc.Arbitrary<Failure> = fc.record({
  kind: fc.constantFrom(...FAILURE_KINDS),
  code: fc.option(
    fc.oneof(
      fc.constantFrom('ENOTFOUND', 'CERT_HAS_EXPIRED', 'HPE_X', 'PROXY_407', '__proto__', 'constructor'),
      text,
    ),
  ),
  message: text,
  mayHaveBeenSent: fc.boolean(),
})

const ids = fc.option(fc.array(fc.oneof(fc.constantFrom('7', '12', '1099', '*'), text), { maxLength: 3 }))
const time = fc.option(fc.oneof(fc.integer({ min: NOW - 1e7, max: NOW + 1e7 }), fc.double()))

/** Claims as they are, and as a token of random payload yields them. */
const claims: fc.Arbitrary<Claims | null> = fc.oneof(
  fc.constant(null),
  fc.record({
    keyType: fc.option(text),
    companyIds: ids,
    customerIds: ids,
    siteIds: ids,
    issuedAt: time,
    expiresAt: time,
  }),
  value.map((payload) =>
    readClaims(`e30.${Buffer.from(JSON.stringify(payload) ?? '').toString('base64url')}.x`),
  ),
)

const target = fc.oneof(
  fc.constantFrom(
    '/api/external/sites?customerId=1099',
    '/api/external/staffs/99/licenses',
    'https://gateway-api.guardhousehq.com/api/external/liveops?siteId=1,2',
    '/api/webhook/subscriptions',
    '/api/external/site',
    '/%E0%A4%A/?a=%',
  ),
  text,
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
)

const attempt: fc.Arbitrary<Attempt> = fc
  .record({
    purpose: fc.constantFrom('token' as const, 'request' as const),
    startedAt: fc.constantFrom('2026-03-02T09:00:00.000Z', 'never'),
    response: fc.option(response),
    action: fc.option(fc.constantFrom(...DECISION_ACTIONS)),
  })
  .map(({ action, ...rest }) =>
    makeAttempt({
      ...rest,
      decision: action === null ? null : { action, rule: 'r', reason: 'r', delayMs: 0 },
    }),
  )

export const evidence: fc.Arbitrary<Evidence> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'DELETE', 'HEAD', 'get'),
    target,
    headers,
    requestBody: fc.option(fc.oneof(body, fc.constant('{"customerId":[1,2],"uri":null}'))),
    response: fc.option(response, { freq: 8 }),
    failure: fc.option(failure, { freq: 3 }),
    attempts: fc.array(attempt, { maxLength: 3 }),
    claims,
    now: fc.oneof(fc.constant(NOW), fc.constantFrom(0, -1, 8.64e15, Number.MAX_VALUE)),
    clockOffsetMs: fc.option(fc.oneof(fc.constantFrom(0, 90_000, -90_000), fc.double())),
  })
  .map(({ method, target: url, headers: sent, requestBody, response: answer, ...rest }) => ({
    ...makeEvidence('GET /', answer),
    ...rest,
    request: {
      ...makeRequest('GET /'),
      method,
      url,
      headers: sent,
      body: requestBody,
      idempotent: method === 'GET',
    },
  }))
