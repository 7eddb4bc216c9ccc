import type { OwnDecision } from '../contract/decisionRules.ts'
import { formatDuration } from '../contract/duration.ts'
import { plural } from '../contract/words.ts'
import { afterFailure, afterUnsure, UNSURE } from './afterFailure.ts'
import { backOff, isPastDeadline, tooLate, type BackOffRules } from './backOff.ts'
import { decision, stop } from './decisions.ts'
import { isRefreshRefused, isServerError, type Assessment } from '../diagnosis/assessment.ts'
import type { RetryContext } from './retryContext.ts'

/**
 * The retry policy: from all that has happened so far to the one next step, with the rule's name and the reason in
 * plain words. From the guide's "Retry strategy"; what the guide leaves open is on the safe side.
 */
export function decide(past: RetryContext): OwnDecision {
  const { failure, assessment } = past.last
  if (failure) return afterFailure(past, failure)
  const answer = { status: past.last.status ?? 0, code: past.last.code, ...(assessment ?? NO_ASSESSMENT) }
  if (past.purpose === 'token') return afterToken(past, answer)
  switch (answer.answerStatus) {
    case 'done':
      return answer.status === 304
        ? decision('accept', 'not-modified', 'Nothing has changed since the copy that the request names.')
        : decision('accept', 'success', 'The response is complete.')
    case 'unusable':
      return stop(
        'unusable-answer',
        `The response is ${answer.status}, but its body does not have the form of the API.${afterUnsure(past)}`,
      )
    case 'unclear':
      return stop(
        'code-unreadable',
        `The response is ${answer.status}, but Postern can read no service code in it. Only code 0 means success.${afterUnsure(past)}`,
      )
    default:
      return afterRefusal(past, answer)
  }
}

type Answer = Assessment & { status: number; code: number | null }

const NO_ASSESSMENT: Assessment = {
  answerStatus: 'refused',
  effectiveStatus: 0,
  helps: 'no',
  isForeign: false,
  gateway: null,
}

/** What the guide's "Retry strategy" says of a status; of a class of statuses under its first. */
const RULES: Readonly<Record<number, (past: RetryContext, answer: Answer) => OwnDecision>> = {
  200: afterServiceFailure,
  300: (_, { status }) =>
    stop('redirect-not-followed', `The ${status} names no URL that Postern can follow.`),
  401: afterUnauthorized,
  403: afterForbidden,
  429: afterRateLimit,
  500: afterServerError,
}

function afterRefusal(past: RetryContext, answer: Answer): OwnDecision {
  const { status, effectiveStatus } = answer
  // It may have run before it failed, whatever its code says.
  if (status >= 500 && !isServerError(effectiveStatus) && effectiveStatus !== 403 && !past.idempotent)
    return afterServerError(past, answer)
  const rule = RULES[effectiveStatus] ?? RULES[effectiveStatus - (effectiveStatus % 100)] ?? afterClientError
  return rule(past, answer)
}

/** What answered, and with what, at the head of a sentence. */
function saidBy({ status, code, effectiveStatus, isForeign }: Answer): string {
  if (isForeign) return `Something in front of the API returned ${status}`
  return effectiveStatus === status
    ? `The API returned ${status}`
    : `The API returned ${status} with service code ${code}`
}

function afterForbidden(_: RetryContext, answer: Answer): OwnDecision {
  if (answer.isForeign)
    return stop(
      'forbidden-never',
      answer.helps === 'later'
        ? `${saidBy(answer)}. Postern never retries a 403, though this one may pass with time.`
        : `${saidBy(answer)}. Postern never retries a 403, because the same rule would refuse it again.`,
    )
  const never = 'Postern never retries a 403. The same request would meet the same scope.'
  return stop('forbidden-never', answer.status === 403 ? never : `${saidBy(answer)}. ${never}`)
}

function afterClientError(_: RetryContext, answer: Answer): OwnDecision {
  const { effectiveStatus, helps } = answer
  const what = effectiveStatus === answer.status ? '' : `${saidBy(answer)}. `
  if (helps === 'no')
    return stop(
      'client-error',
      `${what}Postern never retries a ${effectiveStatus}. The same request would get the same response.`,
    )
  return stop(
    'client-error-may-pass',
    `${what}Postern does not retry a ${effectiveStatus} automatically. A replay may help.`,
  )
}

function afterServiceFailure(_: RetryContext, { status, code }: Answer): OwnDecision {
  return stop(
    'service-failed',
    `The response is ${status}, but service code ${code} says that the service failed. A retry may not help.`,
  )
}

function afterUnauthorized(past: RetryContext, answer: Answer): OwnDecision {
  const what = saidBy(answer)
  if (answer.helps !== 'now')
    return stop('unauthorized-elsewhere', `${what}, but does not ask for a token. A new one would not help.`)
  if (past.noRefresh !== null) return stop('unauthorized-no-key', `${what}, and ${past.noRefresh}`)
  if (past.sameToken)
    return stop('unauthorized-same-token', `${what}. The token request returned the same token again.`)
  if (past.refreshed) {
    const follows = answer.isForeign ? 'This says nothing about the key.' : 'The key has likely been revoked.'
    return stop('unauthorized-after-refresh', `${what} to a fresh token too. ${follows}`)
  }
  if (past.elapsedMs >= past.retry.deadlineMs) return tooLate(past, 0)
  return decision(
    'refresh',
    'unauthorized-refresh-once',
    `${what}. Postern requests a new token and retries once.`,
  )
}

function afterToken(past: RetryContext, answer: Answer): OwnDecision {
  const { status, code, answerStatus, effectiveStatus, isForeign } = answer
  if (past.tokenFound && status < 300)
    return decision('accept', 'token-received', 'The token request returned a token.')
  if (answerStatus === 'done') {
    return stop(
      'token-not-found',
      'The response to the token request holds no token. The profile can say where it is.',
    )
  }
  const what = effectiveStatus === status ? `${status}` : `${status} and service code ${code}`
  if (past.refreshed && isRefreshRefused(answer)) {
    return stop(
      'refresh-refused',
      `The API refused the key with ${what} at the next token request. The key has likely been revoked.`,
    )
  }
  if (isForeign && (effectiveStatus === 401 || effectiveStatus === 403))
    return stop(
      'not-from-the-api',
      `${saidBy(answer)} to the token request. A retry would get the same response.`,
    )
  if (effectiveStatus === 401 || effectiveStatus === 403)
    return stop('key-refused', `The API refused the key with ${what}. The key is wrong or revoked.`)
  return afterRefusal(past, answer)
}

function afterRateLimit(past: RetryContext, answer: Answer): OwnDecision {
  const { retry, windows, last } = past
  const isQuota = answer.gateway?.says === 'quota'
  if (answer.gateway && answer.helps === 'no') return refusedInFront(answer)
  if (isQuota && last.retryAfterMs === null)
    return stop(
      'gateway-quota',
      `${saidBy(answer)}. Its quota has no requests left, and it does not say until when.`,
    )
  if (windows >= retry.maxWindows) {
    return stop(
      'rate-limit-cap',
      retry.maxWindows === 0
        ? 'The profile allows no retry of a 429.'
        : `${saidBy(answer)} after a wait of ${plural(windows, 'rate window')}, the most that the profile allows.`,
    )
  }
  const asked = last.retryAfterMs ?? 0
  // A quota is counted over a time of its own, and not by the minute.
  const delayMs = isQuota ? asked : Math.max(last.boundaryMs, asked)
  if (isPastDeadline(past, delayMs)) return tooLate(past, delayMs)
  if (isQuota)
    return decision(
      'wait',
      'gateway-quota-wait',
      `${saidBy(answer)}. Its quota renews in ${formatDuration(asked)}.`,
      delayMs,
    )
  return asked > last.boundaryMs
    ? decision(
        'wait',
        'rate-limit-retry-after',
        `The request exceeded the rate limit. The server asks for a wait of ${formatDuration(asked)}, longer than its rate window.`,
        delayMs,
      )
    : decision(
        'wait',
        'rate-limit-window',
        `The request exceeded the rate limit. The next rate window opens in ${formatDuration(delayMs)}.`,
        delayMs,
      )
}

/** A firewall, or a gateway that leads nowhere: the guide's rules are for what may pass. */
function refusedInFront(answer: Answer): OwnDecision {
  return stop('not-from-the-api', `${saidBy(answer)}. The same request would get the same response.`)
}

const SERVER_ERROR: BackOffRules = { retry: 'server-error-back-off', cap: 'server-error-cap' }

function afterServerError(past: RetryContext, answer: Answer): OwnDecision {
  const { status, effectiveStatus, code } = answer
  const what = isServerError(status) || effectiveStatus === status ? `${status}` : `service code ${code}`
  if (!past.idempotent) {
    return stop('server-error-not-idempotent', `The server failed with ${what}. ${UNSURE}`)
  }
  if (answer.gateway && answer.helps === 'no') return refusedInFront(answer)
  return backOff(past, SERVER_ERROR, `The server failed with ${what}`)
}
