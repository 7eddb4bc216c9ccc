import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import type { ServiceCode } from '../../../app/catalog/serviceCodes.ts'
import type { ApiResponse, Decision, Diagnosis, Header } from '../../../app/contract/exchange.ts'
import { decide } from '../../../app/sending/policy.ts'
import { subjectFor } from '../../../app/diagnosis/subject.ts'
import { decode } from '../../../app/diagnosis/decode.ts'
import { diagnose as explain } from '../../../app/diagnosis/diagnose.ts'
import { outcomeOf, assess } from '../../../app/diagnosis/assessment.ts'
import { pauseNamed } from '../../../app/diagnosis/retryAfter.ts'
import { response } from '../diagnosis/arbitraries.ts'
import {
  failed,
  JSON_TYPE,
  listed,
  makeAttempt,
  makeEvidence,
  makeRequest,
  makeResponse,
  NOW,
} from '../diagnosis/support.ts'

/** As for the other properties: many cases, on whatever machine. */
const PATIENCE = 60_000

const own = (code: number, rest: Partial<ServiceCode>): Record<number, ServiceCode> => ({
  [code]: {
    title: 'Our own',
    meaning: 'Ours.',
    cause: 'Ours.',
    remedy: [],
    retry: { helps: 'no', advice: 'No.' },
    generic: false,
    mirrors: null,
    ...rest,
  },
})

/** With codes of the user's, some of which mirror a status. */
const catalog = {
  ...builtInCatalog,
  serviceCodes: {
    ...builtInCatalog.serviceCodes,
    ...own(734, {}),
    ...own(735, { mirrors: 403 }),
    ...own(736, { mirrors: 503 }),
    ...own(737, { retry: { helps: 'now', advice: 'At once.' } }),
    ...own(738, { generic: true, mirrors: 429 }),
  },
}

const STATUSES = [
  200, 201, 204, 302, 304, 400, 401, 403, 404, 408, 409, 425, 429, 500, 501, 503, 505, 510, 599,
]
const CODES = [0, 100, 401, 403, 404, 429, 500, 734, 735, 736, 737, 738, 9999]
const BODIES: unknown[] = [
  ...CODES.map((code) => failed(code, 'It failed.')),
  listed([{}]),
  { statusCode: 401, message: 'Access denied due to missing subscription key.' },
  { statusCode: 401, message: 'Access token is missing or invalid.' },
  '<html><title>401 Authorization Required</title></html>',
  { message: 'No API key found in request' },
  { statusCode: 429, message: 'Rate limit is exceeded. Try again in 37 seconds.' },
  { statusCode: 429, message: 'Out of call volume quota. Quota will be replenished in 02:14:10.' },
  { message: 'Limit Exceeded' },
  '<html><title>Sign in to your account</title></html>',
  '<html><title>Just a moment...</title></html>',
  'DEPLOYMENT_NOT_FOUND',
  'No.',
  '',
  '{"a":',
  { a: 1 },
]

const HEADERS: Header[][] = [
  [],
  [['WWW-Authenticate', 'Basic realm="intranet"']],
  [['WWW-Authenticate', 'Bearer error="invalid_token"']],
  [['Retry-After', '7']],
]

const answers: fc.Arbitrary<ApiResponse> = fc.oneof(
  response,
  fc
    .tuple(fc.constantFrom(...STATUSES), fc.constantFrom(...BODIES), fc.constantFrom(...HEADERS))
    .map(([status, body, headers]) => makeResponse(status, body, [JSON_TYPE, ...headers])),
)

const lines = fc.constantFrom(
  'GET /api/external/sites',
  'POST /api/webhook/subscribers',
  'GET /api/external/liveops',
  'GET /elsewhere',
  'DELETE /api/webhook/subscribers/5',
)

interface Judged {
  decision: Decision
  outcome: string
  /** Takes many times as long as the others, so that those look whether it is wanted. */
  diagnose(): Diagnosis
}

/** The first answer to a request, as policy and diagnosis tell of it. */
function judge(line: string, answer: ApiResponse): Judged {
  const request = makeRequest(line, { headers: [['Authorization', '[redacted]']] })
  const { envelope } = decode(answer)
  const judged = {
    subject: subjectFor(request, catalog, false),
    method: request.method,
    response: answer,
    envelope,
    catalog,
  }
  const decision = decide({
    purpose: 'request',
    last: {
      status: answer.status,
      code: envelope.code,
      assessment: assess(judged),
      failure: null,
      isStale: false,
      // From the end of the answer to the next minute.
      boundaryMs: 39_988,
      retryAfterMs: pauseNamed(answer, NOW),
    },
    idempotent: request.idempotent,
    noRefresh: null,
    refreshed: false,
    sameToken: false,
    tokenFound: false,
    reconnected: false,
    backOffs: 0,
    windows: 0,
    elapsedMs: 0,
    retry: { backoffMs: [1000, 2000, 4000, 8000], maxWindows: 2, deadlineMs: 300_000 },
  })
  return {
    decision,
    outcome: outcomeOf(null, judged),
    diagnose() {
      const attempts = [makeAttempt({ response: answer, decision })]
      return explain(makeEvidence(line, answer, { request, attempts, catalog, claims: null })).diagnosis
    },
  }
}

test(
  'the policy never retries what the diagnosis calls hopeless or dangerous',
  () => {
    fc.assert(
      fc.property(lines, answers, (line, answer) => {
        const { decision, diagnose } = judge(line, answer)
        fc.pre(decision.action !== 'accept' && decision.action !== 'stop')
        expect(diagnose().retry.helps).toMatch(/^(now|later)$/)
      }),
      { numRuns: 500, maxSkipsPerRun: 200 },
    )
  },
  PATIENCE,
)

test(
  'what the policy gives up as the same answer again, the diagnosis does not advise to send again',
  () => {
    fc.assert(
      fc.property(lines, answers, (line, answer) => {
        const { decision, diagnose } = judge(line, answer)
        fc.pre(/would get the same response/.test(decision.reason))
        expect(diagnose().retry.helps).toBe('no')
      }),
      { numRuns: 500, maxSkipsPerRun: 200 },
    )
  },
  PATIENCE,
)

describe('a gateway that answers in place of the API', () => {
  const quota = 'Quota will be replenished in 02:14:10.'

  test.each<[string, number, unknown, Header[], string, string, number]>([
    [
      'a gateway that wants its own key',
      401,
      { message: 'No API key found in request' },
      [],
      'stop',
      'unauthorized-elsewhere',
      0,
    ],
    [
      'a gateway without its subscription key',
      401,
      'Access denied due to invalid subscription key.',
      [],
      'stop',
      'unauthorized-elsewhere',
      0,
    ],
    [
      'a proxy with passwords',
      401,
      '<h1>401 Authorization Required</h1>',
      [['WWW-Authenticate', 'Basic realm="intranet"']],
      'stop',
      'unauthorized-elsewhere',
      0,
    ],
    [
      'a page to sign in',
      401,
      '<html><title>Sign in to your account</title></html>',
      [],
      'stop',
      'unauthorized-elsewhere',
      0,
    ],
    [
      'a page that asks for a token too',
      401,
      '<h1>401</h1>',
      [
        ['WWW-Authenticate', 'Negotiate'],
        ['WWW-Authenticate', 'Bearer'],
      ],
      'refresh',
      'unauthorized-refresh-once',
      0,
    ],
    [
      'a page that may be of the API',
      401,
      '<h1>401 Unauthorized</h1>',
      [],
      'refresh',
      'unauthorized-refresh-once',
      0,
    ],
    [
      'the API itself, behind a proxy with passwords',
      401,
      failed(401, 'The token has expired.'),
      [['WWW-Authenticate', 'Basic']],
      'refresh',
      'unauthorized-refresh-once',
      0,
    ],
    [
      'a rate limit with a pause in words',
      429,
      { statusCode: 429, message: 'Rate limit is exceeded. Try again in 77 seconds.' },
      [],
      'wait',
      'rate-limit-retry-after',
      77_000,
    ],
    ['a quota until the evening', 429, { statusCode: 429, message: quota }, [], 'stop', 'deadline', 0],
    [
      'a quota of seconds',
      429,
      { statusCode: 429, message: quota.replace('02:14', '00:00') },
      [],
      'wait',
      'gateway-quota-wait',
      10_000,
    ],
    ['a quota without an end', 429, { message: 'Limit Exceeded' }, [], 'stop', 'gateway-quota', 0],
    [
      'a pause of a 503 in words',
      503,
      { statusCode: 503, message: 'Service unavailable. Try again in 37 seconds.' },
      [],
      'back-off',
      'server-error-back-off',
      37_000,
    ],
    [
      'a firewall with 503',
      503,
      '<html><title>Just a moment...</title></html>',
      [],
      'back-off',
      'server-error-back-off',
      1000,
    ],
  ])('%s', (_, status, body, headers, action, rule, delayMs) => {
    const { decision, diagnose } = judge(
      'GET /api/external/sites',
      makeResponse(status, body, [JSON_TYPE, ...headers]),
    )
    const diagnosis = diagnose()
    expect(decision).toMatchObject({ action, rule, delayMs })
    if (action === 'refresh') expect(diagnosis.retry.helps).toBe('now')
    if (rule === 'unauthorized-elsewhere') {
      expect(diagnosis.retry.helps).toBe('no')
      expect(diagnosis.remedyActions).not.toContain('refresh-token')
    }
    expect(diagnosis.retry.helps === 'later').toBe(/quota|rate-limit|back-off|deadline/.test(rule))
  })
})

test(
  'the policy and the diagnosis name the same moment',
  () => {
    fc.assert(
      fc.property(lines, answers, (line, answer) => {
        const { decision, diagnose } = judge(line, answer)
        fc.pre(decision.action === 'wait')
        expect(Date.parse(diagnose().retry.notBefore ?? '')).toBe(NOW + 12 + decision.delayMs)
      }),
      { numRuns: 300, maxSkipsPerRun: 300 },
    )
  },
  PATIENCE,
)

test(
  'what the policy accepts is a success to all, and what it stops at is none to any',
  () => {
    fc.assert(
      fc.property(lines, answers, (line, answer) => {
        const { decision, diagnose, outcome } = judge(line, answer)
        expect(decision.action === 'accept').toBe(outcome === 'success')
        const isSuccessTold = /all in order|^Success/.test(diagnose().headline)
        if (outcome !== 'success') expect(isSuccessTold).toBe(false)
      }),
      { numRuns: 1000 },
    )
  },
  PATIENCE,
)
