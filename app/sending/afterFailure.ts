import type { DecisionRule, OwnDecision } from '../contract/decisionRules.ts'
import type { Failure } from '../contract/exchange.ts'
import { mayHaveRun } from '../diagnosis/mayHaveRun.ts'
import { backOff, isPastDeadline, type BackOffRules } from './backOff.ts'
import { decision, stop } from './decisions.ts'
import type { RetryContext } from './retryContext.ts'

export const UNSURE = mayHaveRun('The request')

export function afterUnsure({ idempotent, purpose }: RetryContext): string {
  return idempotent || purpose === 'token' ? '' : ` ${UNSURE}`
}

const NOTHING_SENT: BackOffRules = { retry: 'nothing-sent-back-off', cap: 'nothing-sent-cap' }
const CONNECTION_LOST: BackOffRules = { retry: 'connection-lost-back-off', cap: 'connection-lost-cap' }

/** Failures that a retry cannot mend. */
const FINAL: Partial<Record<Failure['kind'], { rule: DecisionRule; reason: string }>> = {
  tls: {
    rule: 'tls-failed',
    reason: 'Postern could not set up a secure connection. A retry would fail in the same way.',
  },
  'bad-response': {
    rule: 'malformed-answer',
    reason: 'Postern cannot read the response. A retry may not help.',
  },
  'too-large': {
    rule: 'too-large',
    reason: 'The response is larger than the limit. A retry would get the same one.',
  },
  redirect: { rule: 'redirect-refused', reason: 'Postern did not follow the redirect.' },
  cancelled: { rule: 'cancelled', reason: 'The request was cancelled.' },
}

/** The step after a request that got no answer. */
export function afterFailure(past: RetryContext, failure: Failure): OwnDecision {
  const final = FINAL[failure.kind]
  if (final)
    return stop(final.rule, failure.mayHaveBeenSent ? final.reason + afterUnsure(past) : final.reason)
  if (past.last.isStale && past.idempotent && !past.reconnected && !isPastDeadline(past, 0)) {
    return decision(
      'back-off',
      'stale-connection',
      'The server had closed the connection. Postern retries immediately on a new one.',
    )
  }
  if (!failure.mayHaveBeenSent)
    return backOff(
      past,
      NOTHING_SENT,
      `${failure.code?.startsWith('PROXY_') ? 'The proxy gave no connection' : (FAILED[failure.kind] ?? 'The connection failed')}, so nothing reached the server`,
    )
  if (!past.idempotent) {
    return stop(
      'lost-not-idempotent',
      `${FAILED[failure.kind] ?? 'The connection failed'} after the request may have left. ${UNSURE}`,
    )
  }
  return backOff(
    past,
    CONNECTION_LOST,
    `${FAILED[failure.kind] ?? 'The connection failed'} before the whole response arrived`,
  )
}

const FAILED: Partial<Record<Failure['kind'], string>> = {
  dns: 'Postern did not find the host',
  refused: 'The host refused the connection',
  reset: 'The connection broke',
  timeout: 'The time ran out',
}
