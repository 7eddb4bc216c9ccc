import { ulid } from 'ulid'
import type { Attempt, Exchange } from '../../../app/contract/exchange.ts'

const START = Date.parse('2026-03-02T09:00:00.000Z')

/** An attempt with an answer; `changes` replaces what a test is about. */
export function exampleAttempt(changes: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    purpose: 'request',
    startedAt: new Date(START + 5).toISOString(),
    timing: { waitedMs: 0, dnsMs: null, connectMs: 1.5, tlsMs: null, firstByteMs: 12.25, totalMs: 13 },
    response: {
      status: 403,
      headers: [['content-type', 'application/json']],
      body: '{"status":{"code":100,"errorMessage":"Customer 1099 is outside the scope of this API key."}}',
      bodyBytes: 93,
      truncated: false,
    },
    failure: null,
    decision: {
      action: 'stop',
      rule: 'forbidden-never',
      reason: 'A retry sends the same scope.',
      delayMs: 0,
    },
    ...changes,
  }
}

/** An attempt whose answer has not come yet. */
export function attemptUnderWay(number = 1): Attempt {
  return exampleAttempt({
    number,
    timing: { waitedMs: 0, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: null },
    response: null,
    decision: null,
  })
}

/** A 403 that has ended and was explained; `at` is in ms after a fixed start. */
export function exampleExchange(changes: Partial<Exchange> = {}, at = 0): Exchange {
  return {
    version: 1,
    id: ulid(START + at),
    source: 'composer',
    replayOf: null,
    profile: 'sandbox',
    key: 'site-7',
    startedAt: new Date(START + at).toISOString(),
    endedAt: new Date(START + at + 20).toISOString(),
    request: {
      method: 'GET',
      url: 'http://127.0.0.1:4010/api/external/sites?customerId=1099',
      route: '/api/external/sites',
      headers: [['accept', 'application/json']],
      body: null,
      idempotent: true,
    },
    attempts: [exampleAttempt()],
    outcome: 'http-failure',
    envelope: {
      kind: 'standard',
      code: 100,
      message: 'Customer 1099 is outside the scope of this API key.',
      errors: [],
      count: null,
      page: null,
    },
    findings: [
      { rule: 'errors-missing-on-failure', severity: 'warning', path: '$.errors', message: 'It is empty.' },
    ],
    diagnosis: {
      headline: "Customer 1099 is outside this key's scope",
      meaning: 'The key is valid, but may not see this customer.',
      cause: 'The claims of the key do not name customer 1099.',
      remedy: ['Use a key that covers customer 1099.'],
      remedyActions: ['switch-key'],
      basis: 'service-code',
      retry: { helps: 'no', advice: 'A retry sends the same scope.', notBefore: null },
      scope: null,
      parameters: [],
      traceId: '4bf92f3577b34da6',
      fingerprint: 'GET /api/external/sites 403 100 Customer # is outside',
    },
    ...changes,
  }
}

/** The same before its first answer. */
export function exchangeUnderWay(changes: Partial<Exchange> = {}, at = 0): Exchange {
  return exampleExchange(
    {
      endedAt: null,
      outcome: null,
      envelope: null,
      findings: [],
      diagnosis: null,
      attempts: [attemptUnderWay()],
      ...changes,
    },
    at,
  )
}
