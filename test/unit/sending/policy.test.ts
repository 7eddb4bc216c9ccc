import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DECISION_RULES } from '../../../app/contract/decisionRules.ts'
import { HTTP_STATUSES } from '../../../app/catalog/statuses/registered.ts'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import {
  FAILURE_KINDS,
  type EnvelopeKind,
  type Failure,
  type FailureKind,
} from '../../../app/contract/exchange.ts'
import type { RetryContext } from '../../../app/sending/retryContext.ts'
import { decide } from '../../../app/sending/policy.ts'
import { subjectFor } from '../../../app/diagnosis/subject.ts'
import { assess, type Assessment } from '../../../app/diagnosis/assessment.ts'

const RETRY = { backoffMs: [1000, 2000, 4000, 8000], maxWindows: 2, deadlineMs: 300_000 }

type Last = Partial<RetryContext['last']> & { kind?: EnvelopeKind }
type Changes = Omit<Partial<RetryContext>, 'last'> & { last?: Last }

/** The assessment of such an answer to a request that the catalog knows nothing of. */
function verdictOn(
  { status = 200, code = 0, kind = code === null ? 'empty' : 'standard' }: Last,
  isTokenAnswer: boolean,
): Assessment | null {
  if (status === null) return null
  return assess({
    subject: subjectFor({ method: 'POST', url: '/elsewhere' }, builtInCatalog, isTokenAnswer),
    method: 'POST',
    response: { status, headers: [], body: '', bodyBytes: 0, truncated: false },
    envelope: { kind, code, message: null, errors: [], count: null, page: null },
    catalog: builtInCatalog,
  })
}

function past({ last: { kind, ...last } = {}, ...changes }: Changes): RetryContext {
  const assessment = verdictOn({ ...last, ...(kind && { kind }) }, changes.purpose === 'token')
  return {
    purpose: 'request',
    idempotent: true,
    noRefresh: null,
    refreshed: false,
    sameToken: false,
    tokenFound: false,
    reconnected: false,
    backOffs: 0,
    windows: 0,
    elapsedMs: 0,
    retry: RETRY,
    ...changes,
    last: {
      status: 200,
      code: 0,
      assessment,
      failure: null,
      isStale: false,
      boundaryMs: 40_000,
      retryAfterMs: null,
      ...last,
    },
  }
}

function failed(kind: FailureKind, mayHaveBeenSent = true): Partial<RetryContext['last']> {
  return {
    status: null,
    code: null,
    failure: { kind, code: null, message: '', mayHaveBeenSent } satisfies Failure,
  }
}

/** Those that the guide has no rule of its own for. */
const REFUSALS = Object.entries(HTTP_STATUSES)
  .map(([status, text]) => ({ status: Number(status), helps: text.retry.helps }))
  .filter(({ status }) => status >= 400 && status < 500 && ![401, 403, 429].includes(status))

describe('a refusal', () => {
  test.each(REFUSALS)('$status ends it, and does not say what the catalog denies', ({ status, helps }) => {
    const { action, rule, reason } = decide(past({ last: { status, code: null } }))
    expect([action, rule]).toEqual(['stop', helps === 'no' ? 'client-error' : 'client-error-may-pass'])
    expect(reason.includes('would get the same response')).toBe(helps === 'no')
  })
})

describe('the table, row by row', () => {
  test.each<[string, Changes, string, string, number]>([
    ['2xx with code 0', {}, 'accept', 'success', 0],
    ['2xx without a code', { last: { status: 204, code: null } }, 'accept', 'success', 0],
    ['2xx with another code', { last: { code: 100 } }, 'stop', 'service-failed', 0],
    ['2xx with a web page', { last: { code: null, kind: 'html' } }, 'stop', 'unusable-answer', 0],
    ['2xx with code 401', { last: { code: 401 } }, 'refresh', 'unauthorized-refresh-once', 0],
    [
      '2xx with code 401 after a refresh',
      { refreshed: true, last: { code: 401 } },
      'stop',
      'unauthorized-after-refresh',
      0,
    ],
    [
      '401 after a refresh that brought the same token',
      { refreshed: true, sameToken: true, last: { status: 401, code: 401 } },
      'stop',
      'unauthorized-same-token',
      0,
    ],
    [
      '2xx without a code that can be read',
      { last: { code: null, kind: 'standard' } },
      'stop',
      'code-unreadable',
      0,
    ],
    ['2xx with code 403', { last: { code: 403 } }, 'stop', 'forbidden-never', 0],
    ['500 with code 403', { last: { status: 500, code: 403 } }, 'stop', 'forbidden-never', 0],
    ['429 with code 403', { last: { status: 429, code: 403 } }, 'stop', 'forbidden-never', 0],
    ['403 with code 401', { last: { status: 403, code: 401 } }, 'stop', 'forbidden-never', 0],
    ['500 with code 404', { last: { status: 500, code: 404 } }, 'stop', 'client-error', 0],
    ['404 with code 401', { last: { status: 404, code: 401 } }, 'refresh', 'unauthorized-refresh-once', 0],
    [
      '500 with code 401, not idempotent',
      { idempotent: false, last: { status: 500, code: 401 } },
      'stop',
      'server-error-not-idempotent',
      0,
    ],
    [
      '500 with an unknown code',
      { last: { status: 500, code: 734 } },
      'back-off',
      'server-error-back-off',
      1000,
    ],
    ['304', { last: { status: 304, code: null } }, 'accept', 'not-modified', 0],
    ['401', { last: { status: 401, code: 401 } }, 'refresh', 'unauthorized-refresh-once', 0],
    [
      '401, not idempotent',
      { idempotent: false, last: { status: 401 } },
      'refresh',
      'unauthorized-refresh-once',
      0,
    ],
    [
      '401 after a refresh',
      { refreshed: true, last: { status: 401 } },
      'stop',
      'unauthorized-after-refresh',
      0,
    ],
    [
      '401 without a key',
      { noRefresh: 'it went without a key.', last: { status: 401 } },
      'stop',
      'unauthorized-no-key',
      0,
    ],
    ['401 after the deadline', { elapsedMs: 300_000, last: { status: 401 } }, 'stop', 'deadline', 0],
    ['403', { last: { status: 403, code: 100 } }, 'stop', 'forbidden-never', 0],
    ['404', { last: { status: 404 } }, 'stop', 'client-error', 0],
    ['429', { last: { status: 429 } }, 'wait', 'rate-limit-window', 40_000],
    [
      '429, not idempotent',
      { idempotent: false, last: { status: 429 } },
      'wait',
      'rate-limit-window',
      40_000,
    ],
    [
      '429 with an earlier Retry-After',
      { last: { status: 429, retryAfterMs: 7000 } },
      'wait',
      'rate-limit-window',
      40_000,
    ],
    [
      '429 with a later Retry-After',
      { last: { status: 429, retryAfterMs: 70_000 } },
      'wait',
      'rate-limit-retry-after',
      70_000,
    ],
    ['429 after two windows', { windows: 2, last: { status: 429 } }, 'stop', 'rate-limit-cap', 0],
    [
      '429 with a Retry-After beyond the deadline',
      { last: { status: 429, retryAfterMs: 3_600_000 } },
      'stop',
      'deadline',
      0,
    ],
    ['500, first', { last: { status: 500 } }, 'back-off', 'server-error-back-off', 1000],
    ['502, second', { backOffs: 1, last: { status: 502 } }, 'back-off', 'server-error-back-off', 2000],
    ['503, fourth', { backOffs: 3, last: { status: 503 } }, 'back-off', 'server-error-back-off', 8000],
    [
      '503 with a Retry-After',
      { last: { status: 503, retryAfterMs: 5000 } },
      'back-off',
      'server-error-back-off',
      5000,
    ],
    ['504, fifth', { backOffs: 4, last: { status: 504 } }, 'stop', 'server-error-cap', 0],
    [
      '500, not idempotent',
      { idempotent: false, last: { status: 500 } },
      'stop',
      'server-error-not-idempotent',
      0,
    ],
    ['500 near the deadline', { elapsedMs: 299_500, last: { status: 500 } }, 'stop', 'deadline', 0],
    [
      'DNS, not idempotent',
      { idempotent: false, last: failed('dns', false) },
      'back-off',
      'nothing-sent-back-off',
      1000,
    ],
    [
      'refused, not idempotent',
      { idempotent: false, last: failed('refused', false) },
      'back-off',
      'nothing-sent-back-off',
      1000,
    ],
    [
      'timeout before connecting',
      { idempotent: false, last: failed('timeout', false) },
      'back-off',
      'nothing-sent-back-off',
      1000,
    ],
    ['reset after sending', { last: failed('reset') }, 'back-off', 'connection-lost-back-off', 1000],
    [
      'reset after sending, not idempotent',
      { idempotent: false, last: failed('reset') },
      'stop',
      'lost-not-idempotent',
      0,
    ],
    [
      'a stale connection',
      { last: { ...failed('reset'), isStale: true } },
      'back-off',
      'stale-connection',
      0,
    ],
    [
      'a stale connection twice',
      { reconnected: true, last: { ...failed('reset'), isStale: true } },
      'back-off',
      'connection-lost-back-off',
      1000,
    ],
    [
      'a stale connection, not idempotent',
      { idempotent: false, last: { ...failed('reset'), isStale: true } },
      'stop',
      'lost-not-idempotent',
      0,
    ],
    [
      'timeout, not idempotent',
      { idempotent: false, last: failed('timeout') },
      'stop',
      'lost-not-idempotent',
      0,
    ],
    ['TLS', { last: failed('tls', false) }, 'stop', 'tls-failed', 0],
    ['malformed', { last: failed('bad-response') }, 'stop', 'malformed-answer', 0],
    ['too large', { last: failed('too-large') }, 'stop', 'too-large', 0],
    ['redirect to another origin', { last: failed('redirect') }, 'stop', 'redirect-refused', 0],
    ['cancelled', { last: failed('cancelled') }, 'stop', 'cancelled', 0],
    ['300', { last: { status: 300 } }, 'stop', 'redirect-not-followed', 0],
    ['a token', { purpose: 'token', tokenFound: true }, 'accept', 'token-received', 0],
    ['a token answer without a token', { purpose: 'token' }, 'stop', 'token-not-found', 0],
    [
      'a key that is refused inside a 200',
      { purpose: 'token', last: { code: 401 } },
      'stop',
      'key-refused',
      0,
    ],
    [
      'a token answer that says it failed',
      { purpose: 'token', last: { code: 100 } },
      'stop',
      'service-failed',
      0,
    ],
    ...[400, 404, 409].map((status): [string, Changes, string, string, number] => [
      `a refresh that is answered with ${status}`,
      { purpose: 'token', refreshed: true, last: { status, code: 100 } },
      'stop',
      'refresh-refused',
      0,
    ]),
    [
      'a refresh that fails inside a 200',
      { purpose: 'token', refreshed: true, last: { code: 100 } },
      'stop',
      'refresh-refused',
      0,
    ],
    [
      'a refresh that comes at a busy time',
      { purpose: 'token', refreshed: true, last: { status: 429 } },
      'wait',
      'rate-limit-window',
      40_000,
    ],
    [
      'a refresh that a web page answers',
      { purpose: 'token', refreshed: true, last: { status: 403, code: null, kind: 'html' } },
      'stop',
      'not-from-the-api',
      0,
    ],
    ['a key that is refused', { purpose: 'token', last: { status: 401 } }, 'stop', 'key-refused', 0],
    [
      'a refresh that is refused',
      { purpose: 'token', refreshed: true, last: { status: 403 } },
      'stop',
      'refresh-refused',
      0,
    ],
    [
      'a token exchange that fails',
      { purpose: 'token', last: { status: 500 } },
      'back-off',
      'server-error-back-off',
      1000,
    ],
  ])('%s', (_, changes, action, rule, delayMs) => {
    expect(decide(past(changes))).toMatchObject({ action, rule, delayMs })
  })

  test.each<[string, Changes, RegExp]>([
    [
      'a key refused at its refresh',
      { purpose: 'token', refreshed: true, last: { status: 401 } },
      /^The API refused the key with 401 at the next token request. The key has likely been revoked\.$/,
    ],
    [
      'a fresh token refused',
      { refreshed: true, last: { status: 401 } },
      /to a fresh token too\. The key has likely been revoked\.$/,
    ],
    [
      'a fresh token refused by a proxy',
      { refreshed: true, last: { status: 401, code: null, kind: 'html' } },
      /Something in front of the API returned 401 .* This says nothing about the key/,
    ],
  ])('%s is told as what it is', (_, changes, reason) => {
    expect(decide(past(changes)).reason).toMatch(reason)
  })

  test('every decision has a reason in plain words, a whole sentence', () => {
    fc.assert(
      fc.property(anyPast(), (situation) => {
        expect(decide(situation).reason).toMatch(/^[A-Z].{10,}\.$/s)
      }),
    )
  })

  test('a cap of none says that the profile wants no retry', () => {
    const decision = decide(past({ retry: { ...RETRY, backoffMs: [] }, last: { status: 500 } }))
    expect(decision).toMatchObject({
      action: 'stop',
      reason: expect.stringContaining('The profile allows no retry'),
    })
  })
})

describe('whatever a server does', () => {
  test('never more attempts than allowed, and never past the deadline', () => {
    fc.assert(
      fc.property(
        fc.array(anyLast(), { maxLength: 60 }),
        anyRetry(),
        fc.boolean(),
        (answers, retry, idempotent) => {
          const story = play(answers, retry, idempotent)
          // The first, its back-offs and windows, one refresh and one new connection.
          expect(story.attempts).toBeLessThanOrEqual(1 + retry.backoffMs.length + retry.maxWindows + 2)
          expect(story.lastStartMs).toBeLessThan(Math.max(1, retry.deadlineMs))
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('never a second time what is not idempotent and may have run', () => {
    fc.assert(
      fc.property(fc.array(anyLast(), { maxLength: 40 }), anyRetry(), (answers, retry) => {
        const { answered } = play(answers, retry, false)
        for (const last of answered.slice(0, -1)) {
          const wasTurnedAway = last.status === 401 || last.status === 429 || last.code === 401
          expect(wasTurnedAway || last.failure?.mayHaveBeenSent === false).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('403 is never retried', () => {
    fc.assert(
      fc.property(anyPast(), (situation) => {
        const last = judged({ ...situation.last, status: 403, failure: null })
        expect(decide({ ...situation, last }).action).toBe('stop')
      }),
    )
  })

  test('whatever status a token exchange brings, it ends unless it waits, and is accepted with a token alone', () => {
    const anyStatus = fc.oneof(fc.integer({ min: 100, max: 999 }), fc.constantFrom(200, 304, 429, 500))
    fc.assert(
      fc.property(anyPast(), anyStatus, (situation, status) => {
        const last = judged({ ...situation.last, status, code: null, failure: null }, true)
        const { action, delayMs } = decide({ ...situation, last, purpose: 'token' })
        if (action === 'accept') expect(situation.tokenFound).toBe(true)
        else if (action !== 'stop') {
          expect(action).toBe(status === 429 ? 'wait' : 'back-off')
          expect(situation.elapsedMs + delayMs).toBeLessThan(situation.retry.deadlineMs)
          const used = status === 429 ? situation.windows : situation.backOffs
          const { maxWindows, backoffMs } = situation.retry
          expect(used).toBeLessThan(status === 429 ? maxWindows : backoffMs.length)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('only waits have a delay, and no wait ends after the deadline', () => {
    fc.assert(
      fc.property(anyPast(), (situation) => {
        const { action, delayMs } = decide(situation)
        if (action !== 'wait' && action !== 'back-off') expect(delayMs).toBe(0)
        else expect(situation.elapsedMs + delayMs).toBeLessThan(situation.retry.deadlineMs)
      }),
      { numRuns: 2000 },
    )
  })
})

/** Follows the policy through a server's answers, as the sender does. */
function play(answers: Array<RetryContext['last']>, retry: RetryContext['retry'], idempotent: boolean) {
  let state = past({ retry, idempotent })
  let attempts = 0
  let lastStartMs = 0
  const answered: Array<RetryContext['last']> = []
  for (const last of answers) {
    attempts += 1
    lastStartMs = state.elapsedMs
    answered.push(last)
    state = { ...state, last }
    const { action, rule, delayMs } = decide(state)
    expect(DECISION_RULES).toContain(rule)
    if (action === 'accept' || action === 'stop') break
    state = {
      ...state,
      elapsedMs: state.elapsedMs + delayMs,
      refreshed: state.refreshed || action === 'refresh',
      windows: state.windows + (action === 'wait' ? 1 : 0),
      reconnected: state.reconnected || rule === 'stale-connection',
      backOffs: state.backOffs + (action === 'back-off' && rule !== 'stale-connection' ? 1 : 0),
    }
  }
  return { attempts, lastStartMs, answered }
}

function anyLast(): fc.Arbitrary<RetryContext['last']> {
  const failure = fc.record({
    kind: fc.constantFrom(...FAILURE_KINDS),
    code: fc.constant(null),
    message: fc.constant(''),
    mayHaveBeenSent: fc.boolean(),
  })
  const answer = fc.record({
    status: fc.constantFrom(200, 201, 204, 304, 400, 401, 403, 404, 429, 500, 502, 503, 504),
    code: fc.constantFrom(null, 0, 100, 401, 403, 734),
    failure: fc.option(failure, { freq: 3 }),
    isStale: fc.boolean(),
    boundaryMs: fc.integer({ min: 0, max: 60_000 }),
    retryAfterMs: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
  })
  return fc
    .tuple(answer, fc.constantFrom<EnvelopeKind[]>('standard', 'html', 'gateway', 'empty', 'other-json'))
    .map(([last, kind]) => judged(last, false, kind))
}

function judged(
  last: Omit<RetryContext['last'], 'assessment'>,
  isTokenAnswer = false,
  kind: EnvelopeKind = 'standard',
): RetryContext['last'] {
  const code = kind === 'standard' ? last.code : null
  return { ...last, code, assessment: verdictOn({ ...last, code, kind }, isTokenAnswer) }
}

function anyRetry(): fc.Arbitrary<RetryContext['retry']> {
  return fc.record({
    backoffMs: fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 6 }),
    maxWindows: fc.integer({ min: 0, max: 4 }),
    deadlineMs: fc.integer({ min: 1, max: 400_000 }),
  })
}

function anyPast(): fc.Arbitrary<RetryContext> {
  return fc.record({
    purpose: fc.constantFrom('token' as const, 'request' as const),
    last: anyLast(),
    idempotent: fc.boolean(),
    noRefresh: fc.option(fc.constant('the request went without a key.')),
    refreshed: fc.boolean(),
    sameToken: fc.boolean(),
    tokenFound: fc.boolean(),
    reconnected: fc.boolean(),
    backOffs: fc.integer({ min: 0, max: 7 }),
    windows: fc.integer({ min: 0, max: 5 }),
    elapsedMs: fc.integer({ min: 0, max: 500_000 }),
    retry: anyRetry(),
  })
}
