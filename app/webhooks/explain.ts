import type { Diagnosis, Exchange, Finding, Outcome } from '../contract/exchange.ts'
import { formatDuration } from '../contract/duration.ts'
import { finalStatus } from '../contract/outcome.ts'
import { requestPath } from '../contract/url.ts'
import type { DeliveryDetails, DeliveryFacts } from '../contract/webhooks.ts'
import { deliveryFindings, isAccepted } from './findings.ts'

/** What follows from how a delivery ended: its outcome is that of the program which received it. */
export function explainDelivery(
  exchange: Exchange,
  facts: DeliveryFacts,
): Pick<Exchange, 'outcome' | 'envelope' | 'findings' | 'diagnosis'> {
  const findings = deliveryFindings(exchange, facts)
  return {
    outcome: outcomeOf(exchange),
    envelope: null,
    findings,
    diagnosis: diagnosisOf(exchange, findings),
  }
}

function outcomeOf(exchange: Exchange): Outcome {
  const status = finalStatus(exchange)
  if (exchange.attempts.at(-1)?.failure?.kind === 'cancelled') return 'interrupted'
  if (status === null) return 'transport-failure'
  return isAccepted(status) ? 'success' : 'http-failure'
}

type Told = Pick<Diagnosis, 'headline' | 'meaning' | 'cause' | 'remedy'>

function diagnosisOf(exchange: Exchange, findings: readonly Finding[]): Diagnosis {
  const { delivery, request } = exchange
  const failure = exchange.attempts.at(-1)?.failure ?? null
  const status = finalStatus(exchange)
  const told = toldOf(exchange, findings)
  const ended = failure?.kind ?? String(status ?? 'none')
  return {
    ...told,
    remedyActions: told.remedy.map(() => null),
    basis: failure ? 'transport' : 'http-status',
    retry: isAccepted(status)
      ? { helps: 'no', advice: 'You need no replay.', notBefore: null }
      : { helps: 'now', advice: 'Fix the program. Then replay the delivery.', notBefore: null },
    scope: null,
    parameters: [],
    traceId: null,
    fingerprint: `webhook ${requestPath(request.url).split('?', 1).join()} ${delivery?.event ?? 'event'} ${ended}`,
  }
}

function toldOf(exchange: Exchange, findings: readonly Finding[]): Told {
  const { delivery, attempts } = exchange
  const name = delivery?.event ?? 'a webhook'
  const receiver = delivery?.forwardedTo === null ? 'Postern' : 'Your program'
  const signature = signatureTold(delivery)
  const failure = attempts.at(-1)?.failure ?? null
  const status = finalStatus(exchange)
  const tookMs = attempts.at(-1)?.timing.totalMs ?? null
  if (failure)
    return {
      headline: `${receiver} returned no response to ${name}`,
      meaning: `The delivery arrived, and ${FAILED[failure.kind] ?? 'the program returned no response'}.${signature}`,
      cause: failure.message,
      remedy: ['Start or fix your program. Then replay the delivery.'],
    }
  if (!isAccepted(status))
    return {
      headline: `${receiver} returned ${status} to ${name}`,
      meaning: `The delivery arrived. A sender of webhooks takes this for a failure.${signature}`,
      cause: `${receiver} refused the delivery, or failed while it worked on it.`,
      remedy: ['Read the body of the response, and fix your program. Then replay the delivery.'],
    }
  const took = tookMs === null ? '' : ` after ${formatDuration(tookMs)}`
  return {
    headline: `${receiver} accepted ${name}`,
    meaning: `${receiver} returned ${status}${took}.${signature}`,
    cause: '',
    remedy: findings.some(({ severity }) => severity !== 'info')
      ? ['Read the findings: a sender may not accept the same.']
      : [],
  }
}

const FAILED: Readonly<Partial<Record<string, string>>> = {
  refused: 'no program listens at the URL that Postern forwards to',
  timeout: 'the program did not respond in time',
  reset: 'the program closed the connection without a response',
  dns: 'the host name of the program is unknown',
  tls: 'the program and Postern agreed on no secure connection',
}

function signatureTold(delivery: DeliveryDetails | undefined): string {
  return delivery ? ` ${delivery.reason}` : ''
}
