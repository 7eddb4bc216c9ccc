import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import type { ServiceCode } from '../../../app/catalog/serviceCodes.ts'
import type { ApiResponse, Decision, Diagnosis } from '../../../app/contract/exchange.ts'
import { decide } from '../../../app/sending/policy.ts'
import { subjectFor } from '../../../app/diagnosis/subject.ts'
import { decode } from '../../../app/diagnosis/decode.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { outcomeOf, assess } from '../../../app/diagnosis/assessment.ts'
import { response } from '../diagnosis/arbitraries.ts'
import { failed, listed, makeAttempt, makeEvidence, makeRequest, makeResponse } from '../diagnosis/support.ts'

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
  'No.',
  '',
  '{"a":',
  { a: 1 },
]

const answers: fc.Arbitrary<ApiResponse> = fc.oneof(
  response,
  fc
    .tuple(fc.constantFrom(...STATUSES), fc.constantFrom(...BODIES))
    .map(([status, body]) => makeResponse(status, body)),
)

const lines = fc.constantFrom(
  'GET /api/external/sites',
  'POST /api/webhook/subscribers',
  'GET /api/external/liveops',
  'GET /elsewhere',
  'DELETE /api/webhook/subscribers/5',
)

/** The first answer to a request, as policy and diagnosis tell of it. */
function both(
  line: string,
  answer: ApiResponse,
): { decision: Decision; diagnosis: Diagnosis; outcome: string } {
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
      boundaryMs: 40_000,
      retryAfterMs: null,
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
  const attempts = [makeAttempt({ response: answer, decision })]
  const { diagnosis } = diagnose(makeEvidence(line, answer, { request, attempts, catalog, claims: null }))
  return { decision, diagnosis, outcome: outcomeOf(null, judged) }
}

test(
  'the policy never retries what the diagnosis calls hopeless or dangerous',
  () => {
    fc.assert(
      fc.property(lines, answers, (line, answer) => {
        const { decision, diagnosis } = both(line, answer)
        fc.pre(decision.action !== 'accept' && decision.action !== 'stop')
        expect(diagnosis.retry.helps).toMatch(/^(now|later)$/)
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
        const { decision, diagnosis } = both(line, answer)
        fc.pre(/gets the same answer/.test(decision.reason))
        expect(diagnosis.retry.helps).toBe('no')
      }),
      { numRuns: 500, maxSkipsPerRun: 200 },
    )
  },
  PATIENCE,
)

test(
  'what the policy accepts is a success to all, and what it stops at is none to any',
  () => {
    fc.assert(
      fc.property(lines, answers, (line, answer) => {
        const { decision, diagnosis, outcome } = both(line, answer)
        expect(decision.action === 'accept').toBe(outcome === 'success')
        const isSuccessTold = /all in order|^Success/.test(diagnosis.headline)
        if (outcome !== 'success') expect(isSuccessTold).toBe(false)
      }),
      { numRuns: 1000 },
    )
  },
  PATIENCE,
)
