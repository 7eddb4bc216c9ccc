import type {
  ApiResponse,
  Attempt,
  Decision,
  Diagnosis,
  Exchange,
  Failure,
  Outcome,
} from '../contract/exchange.ts'
import type { PosternError } from '../contract/errors.ts'
import { decodeText } from '../diagnosis/decode.ts'
import { headerOf } from '../diagnosis/headers.ts'
import { concealHeaders, concealSecrets } from './conceal.ts'
import { UNUSABLE_ANSWER } from './policy.ts'
import type { RoundTrip, WireAnswer } from './wire.ts'

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
  decision: Decision,
): Attempt {
  const { waitedMs } = attempt.timing
  return { ...attempt, timing: { waitedMs, ...trip.timing }, response, failure: trip.failure, decision }
}

/** An attempt that got no answer because something stopped it on our side. */
export function neverSent(attempt: Attempt, failure: Failure, rule: string): Attempt {
  const decision: Decision = { action: 'stop', rule, reason: failure.message, delayMs: 0 }
  return { ...attempt, timing: { ...attempt.timing, totalMs: 0 }, failure, decision }
}

export function cancelledFailure(mayHaveBeenSent: boolean): Failure {
  return { kind: 'cancelled', code: 'CANCELLED', message: 'It was cancelled.', mayHaveBeenSent }
}

export function textOf(answer: WireAnswer): string {
  return decodeText(answer.bytes, headerOf(answer.headers, 'content-type')).text
}

/** The answer as it is recorded: without the secrets that were sent, which a server may echo. */
export function recordable(
  answer: WireAnswer,
  secrets: readonly string[],
  body = concealSecrets(textOf(answer), secrets),
): ApiResponse {
  const { status, headers, bodyBytes, truncated } = answer
  return {
    status: legalStatus(status),
    headers: concealHeaders(headers, secrets),
    body,
    bodyBytes,
    truncated,
  }
}

/** Node lets through any number of up to three digits. */
function legalStatus(status: number): number {
  return Math.min(999, Math.max(100, status))
}

/** How an exchange ended, from its last attempt. */
export function outcomeOf(last: Attempt | undefined): Outcome {
  if (!last || last.failure?.code === 'CANCELLED') return 'cancelled'
  if (last.failure || !last.response) return 'transport-failure'
  if (last.purpose === 'request' && last.decision?.action === 'accept') return 'success'
  if (last.decision?.rule === UNUSABLE_ANSWER) return 'transport-failure'
  const { status } = last.response
  return status >= 200 && status < 300 ? 'service-failure' : 'http-failure'
}

/** The explanation of the last try, for an exchange that the user ended before the next one. */
export function cancelledInWait(diagnosis: Diagnosis | null): Diagnosis | null {
  return diagnosis && { ...diagnosis, headline: `Cancelled before the next try: ${diagnosis.headline}` }
}

/** An error whose own words explain best why nothing was sent. */
export function explainedBy(exchange: Exchange, error: PosternError): Exchange {
  if (!exchange.diagnosis) return exchange
  const isAboutKey = error.code === 'key-missing' || error.code === 'key-unreadable'
  return {
    ...exchange,
    diagnosis: {
      ...exchange.diagnosis,
      headline: error.message,
      meaning: 'Nothing was sent.',
      cause: error.message,
      remedy: [error.remedy],
      remedyActions: [isAboutKey ? 'enter-key' : null],
      retry: { helps: 'no', advice: 'Sending it again changes nothing before that.', notBefore: null },
    },
  }
}

export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
