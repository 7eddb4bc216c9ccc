import type { DecisionRule, OwnDecision } from '../contract/decisionRules.ts'
import type { ApiResponse, Attempt, Failure } from '../contract/exchange.ts'
import type { RoundTrip } from './wire.ts'

/** An attempt that is about to leave. */
export function beginAttempt(
  number: number,
  purpose: Attempt['purpose'],
  at: number,
  waitedMs: number,
): Attempt {
  return {
    number,
    purpose,
    startedAt: isoTime(at),
    timing: { waitedMs, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: null },
    response: null,
    failure: null,
    decision: null,
  }
}

/** The attempt with what came of it. */
export function endAttempt(
  attempt: Attempt,
  trip: RoundTrip,
  response: ApiResponse | null,
  decision: OwnDecision,
): Attempt {
  const { waitedMs } = attempt.timing
  const ended = {
    ...attempt,
    timing: { waitedMs, ...trip.timing },
    response,
    failure: trip.failure,
    decision,
  }
  return trip.redirects.length === 0 ? ended : { ...ended, redirects: trip.redirects }
}

/** An attempt that got no answer because something stopped it on our side. */
export function neverSent(attempt: Attempt, failure: Failure, rule: DecisionRule): Attempt {
  const decision: OwnDecision = { action: 'stop', rule, reason: failure.message, delayMs: 0 }
  return { ...attempt, timing: { ...attempt.timing, totalMs: 0 }, failure, decision }
}

export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
