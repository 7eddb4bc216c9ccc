import type { Failure } from '../contract/exchange.ts'
import type { Retry } from '../contract/profile.ts'
import type { Assessment } from '../diagnosis/assessment.ts'

/** How the last attempt ended, as far as the policy needs to know. */
interface LastAnswer {
  /** HTTP status; null when no whole answer came. */
  status: number | null
  /** Service code of the envelope; null when the body has none. */
  code: number | null
  /** Where the answer stands; null when no whole answer came. */
  assessment: Assessment | null
  failure: Failure | null
  /** True when a kept connection turned out to be closed before any byte of the answer came. */
  isStale: boolean
  /** Ms until the server's next window; only looked at for a 429. */
  boundaryMs: number
  /** What the server asked for with `Retry-After`; null when it did not. */
  retryAfterMs: number | null
}

/** What has happened so far in an exchange. */
export interface RetryContext {
  /** What the last attempt was for: the request itself, or a token for it. */
  purpose: 'token' | 'request'
  last: LastAnswer
  /** True when sending it twice does no harm. Asking for a token never does any. */
  idempotent: boolean
  /** Why the token cannot be exchanged again, in plain words; null when it can. */
  noRefresh: string | null
  /** True when the token was already exchanged again because of a 401. */
  refreshed: boolean
  /** True when that brought the token again that had been refused. */
  sameToken: boolean
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
