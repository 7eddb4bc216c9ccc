import type { Catalog } from '../catalog/catalog.ts'
import type { DecisionRule } from '../contract/decisionRules.ts'
import { assess, isServerError } from '../diagnosis/assessment.ts'
import { decode } from '../diagnosis/decode.ts'
import { pauseNamed } from '../diagnosis/retryAfter.ts'
import { subjectFor } from '../diagnosis/subject.ts'
import { decide } from '../sending/policy.ts'
import type { Call, CallKind } from './calls.ts'
import { dateOf } from './serverTimes.ts'

/** By the rule with which Postern itself would go on after a first such attempt. */
const KINDS: Partial<Record<DecisionRule, CallKind>> = {
  success: 'done',
  'not-modified': 'done',
  'token-received': 'done',
  'forbidden-never': 'forbidden',
  'client-error': 'refused',
  'client-error-may-pass': 'refused',
  'unauthorized-refresh-once': 'unauthorized',
  'key-refused': 'key-refused',
  'rate-limit-window': 'full',
  'rate-limit-retry-after': 'full',
  'server-error-back-off': 'server-error',
  'server-error-not-idempotent': 'server-error',
  'connection-lost-back-off': 'lost',
  'lost-not-idempotent': 'lost',
  'nothing-sent-back-off': 'not-sent',
  cancelled: 'cancelled',
}

/** No cap ends the chain of the first attempt. */
const RETRY = { backoffMs: [0], maxWindows: 1, deadlineMs: Number.POSITIVE_INFINITY }

/** What its exchange says already. */
export function isDone({ attempt, exchange, isLast }: Call): boolean {
  return isLast && exchange.outcome === 'success' && attempt.failure === null
}

/** What the policy says of a call, with the pause that it asks for. The server's times of the call are known by then. */
export function judgeCall(call: Call, catalog: Catalog, windowMs: number): Pick<Call, 'kind' | 'pause'> {
  const { attempt, exchange, isLast, isToken, method, url } = call
  const { response, failure } = attempt
  if (!response && !failure) return { kind: exchange.endedAt === null ? 'done' : 'cancelled', pause: null }
  const from = dateOf(call) ?? call.server.from
  const envelope = response && ((isLast && !isToken ? exchange.envelope : null) ?? decode(response).envelope)
  const assessment =
    response &&
    envelope &&
    assess({ subject: subjectFor({ method, url }, catalog, isToken), method, response, envelope, catalog })
  const isPause =
    assessment !== null && (assessment.effectiveStatus === 429 || isServerError(response?.status ?? 0))
  const askedMs = response && isPause ? pauseNamed(response, from) : null
  const { rule, delayMs } = decide({
    purpose: isToken ? 'token' : 'request',
    last: {
      status: response?.status ?? null,
      code: envelope?.code ?? null,
      assessment,
      failure,
      isStale: false,
      boundaryMs: windowMs - (from % windowMs),
      retryAfterMs: askedMs,
    },
    idempotent: call.isIdempotent,
    noRefresh: null,
    refreshed: false,
    sameToken: false,
    tokenFound: isToken && assessment?.answerStatus === 'done',
    reconnected: false,
    backOffs: 0,
    windows: 0,
    elapsedMs: 0,
    retry: RETRY,
  })
  const isForbiddenKey =
    rule === 'key-refused' && assessment?.effectiveStatus === 403 && !isServerError(response?.status ?? 0)
  const isBroken =
    (rule === 'not-from-the-api' || rule === 'key-refused') && isServerError(response?.status ?? 0)
  // Browsers write a status of 0 for a connection that was lost.
  if (failure?.code === 'NO_RESPONSE_IN_HAR') return { kind: 'lost', pause: null }
  const kind = isForbiddenKey ? 'forbidden' : isBroken ? 'server-error' : (KINDS[rule] ?? 'failed')
  return { kind, pause: { ms: delayMs, askedMs, from } }
}
