import { ERROR_CODES } from './errors.ts'
import type { Decision } from './exchange.ts'

/** Every rule that Postern decides by after an attempt; a document that is read may name others, of other versions. */
export const DECISION_RULES = [
  // Accept.
  'success',
  'not-modified',
  'token-received',
  // Try again.
  'unauthorized-refresh-once',
  'rate-limit-window',
  'rate-limit-retry-after',
  'gateway-quota-wait',
  'server-error-back-off',
  'nothing-sent-back-off',
  'connection-lost-back-off',
  'stale-connection',
  // Stop: it was tried often enough, or for long enough.
  'rate-limit-cap',
  'server-error-cap',
  'nothing-sent-cap',
  'connection-lost-cap',
  'deadline',
  // Stop: what the API answered.
  'service-failed',
  'code-unreadable',
  'unusable-answer',
  'redirect-not-followed',
  'unauthorized-elsewhere',
  'unauthorized-no-key',
  'unauthorized-after-refresh',
  'unauthorized-same-token',
  'forbidden-never',
  'client-error',
  'client-error-may-pass',
  'server-error-not-idempotent',
  'not-from-the-api',
  'gateway-quota',
  // Stop: what became of the token exchange.
  'key-refused',
  'refresh-refused',
  'token-not-found',
  // Stop: no whole answer came.
  'lost-not-idempotent',
  'tls-failed',
  'malformed-answer',
  'too-large',
  'redirect-refused',
  'cancelled',
  // Stop: nothing could be sent, for a reason with a code of its own.
  ...ERROR_CODES,
] as const

export type DecisionRule = (typeof DECISION_RULES)[number]

/** A decision of this version's. */
export interface OwnDecision extends Decision {
  rule: DecisionRule
}
