import { HTTP_STATUSES } from '../catalog/statuses/registered.ts'
import type { Decision, Failure } from '../contract/exchange.ts'
import type { Retry } from '../contract/profile.ts'

/** How the last attempt ended, as far as the policy needs to know. */
export interface LastAnswer {
  /** HTTP status; null when no whole answer came. */
  status: number | null
  /** Service code of the envelope; null when the body has none. */
  code: number | null
  /** False when a 2xx brought no answer of the API: a web page, text, JSON that is cut or broken, or nothing. */
  isUsable: boolean
  failure: Failure | null
  /** True when a kept connection turned out to be closed before any byte of the answer came. */
  isStale: boolean
  /** Ms until the server's next window; only looked at for a 429. */
  boundaryMs: number
  /** What the server asked for with `Retry-After`; null when it did not. */
  retryAfterMs: number | null
}

/** What has happened so far in an exchange. */
export interface Past {
  /** What the last attempt was for: the request itself, or a token for it. */
  purpose: 'token' | 'request'
  last: LastAnswer
  /** True when sending it twice does no harm. Asking for a token never does any. */
  idempotent: boolean
  /** Why the token cannot be exchanged again, in plain words; null when it can. */
  noRefresh: string | null
  /** True when the token was already exchanged again because of a 401. */
  refreshed: boolean
  /** True when the answer to a token exchange held a token. */
  tokenFound: boolean
  /** True when it was sent again at once because a kept connection had been closed. */
  reconnected: boolean
  /** How many back-offs were made. */
  backOffs: number
  /** How many windows were waited for after a 429. */
  windows: number
  /** Ms since the exchange began. */
  elapsedMs: number
  retry: Retry
}

const UNAUTHORIZED = 401

/** The rule that stops at a 2xx without a usable answer. */
export const UNUSABLE_ANSWER = 'unusable-answer'

/** The rule of the one retry that is no back-off: it follows at once, and once only. */
export const STALE_CONNECTION = 'stale-connection'

/**
 * The retry policy: from all that has happened so far to the one next step, with the rule's name and the reason in
 * plain words. From the guide's "Retry strategy"; what the guide leaves open is on the safe side.
 */
export function decide(past: Past): Decision {
  const { failure } = past.last
  if (failure) return afterFailure(past, failure)
  const status = past.last.status ?? 0
  if (past.purpose === 'token') return afterToken(past, status)
  if (status === UNAUTHORIZED) return afterUnauthorized(past, 'The API answered 401')
  if (status === 403) {
    return stop(
      'forbidden-never',
      'A 403 is never retried: the same request meets the same scope. The scope must be mended.',
    )
  }
  if (status === 304)
    return decision('accept', 'not-modified', 'Nothing has changed since the copy that the request names.')
  return afterStatus(past, status)
}

function afterStatus(past: Past, status: number): Decision {
  if (status >= 200 && status < 300) return afterSuccess(past, status)
  if (status === 429) return afterRateLimit(past)
  if (status >= 500 && status < 600) return afterServerError(past, status)
  if (status >= 300 && status < 400) {
    return stop('redirect-not-followed', `The answer ${status} leads nowhere that can be followed.`)
  }
  const { helps } = HTTP_STATUSES[status]?.retry ?? { helps: 'no' }
  if (helps === 'no')
    return stop('client-error', `A ${status} is not retried: the same request gets the same answer.`)
  return stop(
    'client-error-may-pass',
    `A ${status} is not retried by itself: the guide does not ask for that. Sending it again may help, which is left to you.`,
  )
}

function afterSuccess(past: Past, status: number): Decision {
  const { code, isUsable } = past.last
  if (code === UNAUTHORIZED)
    return afterUnauthorized(past, `The API answered ${status} with service code 401`)
  if (!isUsable) {
    return stop(
      UNUSABLE_ANSWER,
      `The answer is ${status}, but its body is not one that the API gives. What was asked for may have been done, so nothing is repeated.`,
    )
  }
  if (code === null || code === 0) return decision('accept', 'success', 'The answer is complete.')
  return stop(
    'service-failed',
    `The answer is ${status}, but service code ${code} says that the service failed. A retry is not promised to help.`,
  )
}

function afterUnauthorized(past: Past, what: string): Decision {
  if (past.noRefresh !== null) return stop('unauthorized-no-key', `${what}, and ${past.noRefresh}`)
  if (past.refreshed) {
    return stop(
      'unauthorized-after-refresh',
      `${what} to a new token as well. The key has likely been revoked.`,
    )
  }
  if (past.elapsedMs >= past.retry.deadlineMs) return tooLate(past, 0)
  return decision(
    'refresh',
    'unauthorized-refresh-once',
    `${what}: the key is exchanged for a new token, and the request is sent once more.`,
  )
}

function afterToken(past: Past, status: number): Decision {
  if (status >= 200 && status < 300) {
    return past.tokenFound
      ? decision('accept', 'token-received', 'The key was exchanged for a token.')
      : stop(
          'token-not-found',
          'The answer to the token exchange holds no token. The profile can say where it stands.',
        )
  }
  if (status === UNAUTHORIZED || status === 403) {
    return past.refreshed
      ? stop('refresh-refused', `The new token was refused with ${status}. The key has likely been revoked.`)
      : stop('key-refused', `The key was refused with ${status}: it is wrong, or it has been revoked.`)
  }
  return afterStatus(past, status)
}

function afterRateLimit(past: Past): Decision {
  const { retry, windows, last } = past
  if (windows >= retry.maxWindows) {
    return stop(
      'rate-limit-cap',
      retry.maxWindows === 0
        ? 'A 429 is not retried, as the profile says.'
        : `The rate limit is still exceeded after waiting for ${count(windows, 'window')}, which is the most that the profile allows.`,
    )
  }
  const asked = last.retryAfterMs ?? 0
  const delayMs = Math.max(last.boundaryMs, asked)
  if (isPastDeadline(past, delayMs)) return tooLate(past, delayMs)
  return asked > last.boundaryMs
    ? decision(
        'wait',
        'rate-limit-retry-after',
        `The rate limit is exceeded. The server asks to wait ${seconds(asked)}, which is longer than its window.`,
        delayMs,
      )
    : decision(
        'wait',
        'rate-limit-window',
        `The rate limit is exceeded. The next window opens in ${seconds(delayMs)}.`,
        delayMs,
      )
}

function afterServerError(past: Past, status: number): Decision {
  if (!past.idempotent) {
    return stop(
      'server-error-not-idempotent',
      `The server failed with ${status} and may have applied the request. Sending it again could apply it twice, so that is left to you.`,
    )
  }
  return backOff(past, 'server-error', `The server failed with ${status}`)
}

/** Failures that a retry cannot mend. */
const FINAL: Partial<Record<Failure['kind'], { rule: string; reason: string }>> = {
  tls: {
    rule: 'tls-failed',
    reason: 'The secure connection could not be trusted. A retry meets the same certificate.',
  },
  'bad-response': {
    rule: 'malformed-answer',
    reason: 'The answer cannot be read. A retry is not promised to help.',
  },
  'too-large': {
    rule: 'too-large',
    reason: 'The answer is larger than what is accepted. A retry gets the same.',
  },
  redirect: { rule: 'redirect-refused', reason: 'The answer leads elsewhere and is not followed.' },
  cancelled: { rule: 'cancelled', reason: 'It was cancelled.' },
}

function afterFailure(past: Past, failure: Failure): Decision {
  const final = FINAL[failure.kind]
  if (final) return stop(final.rule, final.reason)
  if (past.last.isStale && past.idempotent && !past.reconnected && !isPastDeadline(past, 0)) {
    return decision(
      'back-off',
      STALE_CONNECTION,
      'The server had closed the connection that was kept from before. It is sent again at once on a new one.',
    )
  }
  if (!failure.mayHaveBeenSent)
    return backOff(
      past,
      'nothing-sent',
      `${FAILED[failure.kind] ?? 'The connection failed'}, so nothing reached the server`,
    )
  if (!past.idempotent) {
    return stop(
      'lost-not-idempotent',
      `${FAILED[failure.kind] ?? 'The connection failed'} after the request may have left, so it may have been applied. Sending it again could apply it twice, so that is left to you.`,
    )
  }
  return backOff(
    past,
    'connection-lost',
    `${FAILED[failure.kind] ?? 'The connection failed'} before the whole answer was in`,
  )
}

const FAILED: Partial<Record<Failure['kind'], string>> = {
  dns: 'The name of the host was not found',
  refused: 'The connection was refused',
  reset: 'The connection was cut',
  timeout: 'The time ran out',
}

function backOff(past: Past, rule: string, what: string): Decision {
  const { backoffMs } = past.retry
  const step = backoffMs[past.backOffs]
  if (step === undefined) {
    return stop(
      `${rule}-cap`,
      backoffMs.length === 0
        ? `${what}. It is not retried, as the profile says.`
        : `${what}. It was tried again ${past.backOffs === 1 ? 'once' : `${past.backOffs} times`}, which is the most that the profile allows.`,
    )
  }
  const asked = past.last.retryAfterMs ?? 0
  const delayMs = Math.max(step, asked)
  if (isPastDeadline(past, delayMs)) return tooLate(past, delayMs)
  const wish = asked > step ? ', as the server asks' : ''
  return decision(
    'back-off',
    `${rule}-back-off`,
    `${what}. Retry ${past.backOffs + 1} of ${backoffMs.length} follows after ${seconds(delayMs)}${wish}.`,
    delayMs,
  )
}

function isPastDeadline(past: Past, delayMs: number): boolean {
  return past.elapsedMs + delayMs >= past.retry.deadlineMs
}

function tooLate(past: Past, delayMs: number): Decision {
  return stop(
    'deadline',
    `The next attempt would start ${seconds(past.elapsedMs + delayMs)} after the beginning; the profile allows ${seconds(past.retry.deadlineMs)} in all.`,
  )
}

function stop(rule: string, reason: string): Decision {
  return decision('stop', rule, reason)
}

function decision(action: Decision['action'], rule: string, reason: string, delayMs = 0): Decision {
  return { action, rule, reason, delayMs }
}

function seconds(ms: number): string {
  if (ms < 1000) return `${Math.ceil(ms)} ms`
  return ms < 10_000 && ms % 1000 !== 0 ? `${(ms / 1000).toFixed(1)} s` : `${Math.ceil(ms / 1000)} s`
}

function count(number: number, noun: string): string {
  return number === 1 ? `one ${noun}` : `${number} ${noun}s`
}
