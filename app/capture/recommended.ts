import type { Catalog } from '../catalog/catalog.ts'
import type { ClientDid } from '../contract/capture.ts'
import type { DecisionRule, OwnDecision } from '../contract/decisionRules.ts'
import type { ApiRequest, Attempt, Decision, Failure } from '../contract/exchange.ts'
import type { Retry } from '../contract/profile.ts'
import type { ReadAnswer } from '../contract/recording.ts'
import { assess } from '../diagnosis/assessment.ts'
import { pauseNamed } from '../diagnosis/retryAfter.ts'
import { subjectFor } from '../diagnosis/subject.ts'
import { decide } from '../sending/policy.ts'

/** The last attempt of a program, and what came before it. */
export interface Tried {
  request: ApiRequest
  isTokenRequest: boolean
  /** All before the last one. */
  before: readonly Attempt[]
  /** Mark of the token of each attempt, the last one included. */
  tokens: readonly (string | null)[]
  read: ReadAnswer | null
  failure: Failure | null
  /** Ms since the first attempt began. */
  elapsedMs: number
  /** Ms until the API's next window. */
  boundaryMs: number
  /** Epoch ms in the API's clock. */
  serverNow: number
  retry: Retry
  catalog: Catalog
}

/** What the API documentation recommends after an attempt: the same policy that Postern itself obeys. */
export function recommendedAfter(tried: Tried): OwnDecision {
  const { request, read, before, tokens, catalog, failure } = tried
  const { method, url, idempotent } = request
  const refusedAt = before.findIndex(({ decision }) => decision?.action === 'refresh')
  // Who sends the same token again has not refreshed it.
  const hasRefreshed = refusedAt >= 0 && tokens[refusedAt] !== tokens.at(-1)
  const count = (action: Decision['action']) =>
    before.filter(({ decision }) => decision?.action === action).length
  const assessment =
    read && assess({ subject: subjectFor({ method, url }, catalog, false), method, ...read, catalog })
  return decide({
    purpose: tried.isTokenRequest ? 'token' : 'request',
    last: {
      status: read?.response.status ?? null,
      code: read?.envelope.code ?? null,
      assessment,
      failure,
      isStale: false,
      boundaryMs: tried.boundaryMs,
      retryAfterMs: read && pauseNamed(read.response, tried.serverNow),
    },
    idempotent: tried.isTokenRequest || idempotent,
    noRefresh: tokens.at(-1) === null ? 'the program sent no token.' : null,
    refreshed: hasRefreshed,
    sameToken: false,
    tokenFound: tried.isTokenRequest && read !== null && read.response.status < 300,
    reconnected: false,
    backOffs: count('back-off'),
    windows: count('wait'),
    elapsedMs: tried.elapsedMs,
    retry: tried.retry,
  })
}

/** Ms that a program should have waited at least, held against its own clock and not ours. Null where no pause is asked for. */
export function leastPause({ action, delayMs }: Decision, askedMs: number | null): number | null {
  if (action === 'back-off') return delayMs * (1 - BACK_OFF_TOLERANCE)
  if (action !== 'wait') return null
  // Whoever waits as long as the API asks has done what is documented.
  return Math.max(0, Math.min(askedMs ?? Number.POSITIVE_INFINITY, delayMs - CLOCK_STEP_MS) - TIMER_MS)
}

/** Delays are given as orders of magnitude; programs make them shorter or longer at random. */
const BACK_OFF_TOLERANCE = 0.1
/** The API's clock is known to a second, and the pause that is recommended is surely not too short. */
const CLOCK_STEP_MS = 1000
/** A timer of a program may end as much too early. */
const TIMER_MS = 20

/** What the next attempt shows of a program. */
interface Next {
  /** From the end of the response to the next attempt. */
  afterMs: number
  /** As `leastPause` says it. */
  leastMs: number | null
  hasNewToken: boolean
}

/** What a program did after an attempt, held against what is recommended. Null where that is left to the user. */
export function didAfter(
  { action, rule }: Decision,
  { afterMs, leastMs, hasNewToken }: Next,
): ClientDid | null {
  if (rule === ('client-error-may-pass' satisfies DecisionRule)) return null
  if (action === 'wait' || action === 'back-off')
    return { afterMs, verdict: afterMs >= (leastMs ?? 0) ? 'as-recommended' : 'too-early' }
  return { afterMs, verdict: action === 'refresh' && hasNewToken ? 'as-recommended' : 'should-not' }
}

/** What a program did that has not sent again what it should have; null where nothing was to be done. */
export function didNothing(decision: Decision, afterMs: number): ClientDid | null {
  return decision.action === 'accept' || decision.action === 'stop' ? null : { afterMs, verdict: 'nothing' }
}
