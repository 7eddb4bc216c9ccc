import { formatDuration } from '../contract/duration.ts'
import type { Exchange, Finding, FindingRule } from '../contract/exchange.ts'
import { finalStatus } from '../contract/outcome.ts'
import type { DeliveryFacts } from '../contract/webhooks.ts'
import { finding } from '../diagnosis/findings.ts'

/** "Within a few seconds" of the API documentation, ms. */
export const LATE_MS = 5000
/** The tolerance of Standard Webhooks and of Stripe, ms; that of Guardhouse is not published. */
export const OLD_MS = 5 * 60_000

interface Seen {
  status: number | null
  tookMs: number | null
  receiver: string
  exchange: Exchange
  facts: DeliveryFacts
}

type Rule = [rule: FindingRule, path: string, message: (seen: Seen) => string | null]

/** Each says its message, or null where it does not apply. */
const RULES: readonly Rule[] = [
  [
    'signature-missing',
    '$.request.headers',
    ({ exchange }) => (exchange.delivery?.signature === 'missing' ? exchange.delivery.reason : null),
  ],
  [
    'signature-wrong',
    '$.request.headers',
    ({ exchange, status }) => {
      if (exchange.delivery?.signature !== 'wrong') return null
      const isForwarded = exchange.delivery.forwardedTo !== null
      const accepted =
        isForwarded && isAccepted(status) ? ' Your program accepted the delivery all the same.' : ''
      return exchange.delivery.reason + accepted
    },
  ],
  [
    'redirected',
    '$.attempts',
    ({ status, receiver }) =>
      status !== null && status >= 300 && status < 400
        ? `${receiver} returned ${status}. Postern did not follow the redirect.`
        : null,
  ],
  [
    'not-2xx',
    '$.attempts',
    ({ status, receiver }) => {
      if (isAccepted(status) || (status !== null && status >= 300 && status < 400)) return null
      return status === null ? `${receiver} returned no response.` : `${receiver} returned ${status}.`
    },
  ],
  [
    'answered-late',
    '$.attempts',
    ({ tookMs, receiver }) =>
      tookMs !== null && tookMs > LATE_MS
        ? `${receiver} took ${formatDuration(tookMs)}. The API documentation asks for a response within a few seconds.`
        : null,
  ],
  [
    'timestamp-old',
    '$.request.headers',
    ({ exchange, facts }) => {
      const ageMs = facts.sentAt === null ? 0 : Date.parse(exchange.startedAt) - facts.sentAt
      if (Math.abs(ageMs) <= OLD_MS) return null
      const side = ageMs > 0 ? 'behind' : 'ahead of'
      return `The timestamp is ${formatDuration(ageMs)} ${side} the clock of this computer.`
    },
  ],
  [
    'duplicate-processed',
    '$.request',
    ({ facts, status, receiver, exchange }) =>
      exchange.delivery?.forwardedTo !== null && facts.earlier?.wasAccepted && isAccepted(status)
        ? `${receiver} accepted the same delivery before.`
        : null,
  ],
  [
    'duplicate-delivery',
    '$.request',
    ({ facts, exchange }) => {
      if (!facts.earlier) return null
      const sentId = exchange.delivery?.sentId ?? null
      return sentId === null
        ? 'The same body arrived before.'
        : `A delivery with the ID ${sentId.slice(0, 100)} arrived before.`
    },
  ],
]

/** What is wrong with a delivery, or with how it was received; the gravest first. */
export function deliveryFindings(exchange: Exchange, facts: DeliveryFacts): Finding[] {
  const seen: Seen = {
    exchange,
    facts,
    status: finalStatus(exchange),
    tookMs: exchange.attempts.at(-1)?.timing.totalMs ?? null,
    receiver: exchange.delivery?.forwardedTo === null ? 'Postern' : 'Your program',
  }
  return RULES.flatMap(([rule, path, message]) => {
    const told = message(seen)
    return told === null ? [] : [finding(rule, path, told)]
  })
}

/** A 2xx: all that a sender of webhooks takes for success. */
export function isAccepted(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300
}
