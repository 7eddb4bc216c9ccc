import type { CaptureClient } from '../contract/capture.ts'
import type { DeliveryDetails } from '../contract/webhooks.ts'
import type { Attempt, Exchange } from '../contract/exchange.ts'
import { summarize, type ExchangeSummary } from '../contract/summary.ts'
import { searchTextOf } from './searchText.ts'

/** An exchange as the tables hold it. */
export interface ExchangeRows {
  summary: ExchangeSummary
  fingerprint: string | null
  traceId: string | null
  /** Of a captured exchange alone. */
  client: CaptureClient | null
  /** Of a webhook that arrived alone. */
  delivery: DeliveryDetails | null
  /** JSON without the body. */
  request: string
  /** JSON of envelope, findings, diagnosis and client. */
  reading: string
  /** JSON without bodies, by the number of the attempt. */
  attempts: Map<number, string>
  /** By the number of the attempt; `REQUEST_BODY` is that of the request. */
  bodies: Map<number, string>
  /** By which it is found; null while it is under way. */
  words: string | null
}

/** The request's body is kept beside those of the attempts, which count from 1. */
export const REQUEST_BODY = 0

export function rowsOf(exchange: Exchange): ExchangeRows {
  const { body, ...request } = exchange.request
  const { envelope, findings, diagnosis, client, direction, delivery } = exchange
  const bodies = new Map<number, string>()
  if (body !== null) bodies.set(REQUEST_BODY, body)
  for (const { number, response } of exchange.attempts) if (response) bodies.set(number, response.body)
  return {
    summary: summarize(exchange),
    fingerprint: diagnosis?.fingerprint ?? null,
    traceId: diagnosis?.traceId ?? null,
    request: JSON.stringify(request),
    client: client ?? null,
    delivery: delivery ?? null,
    reading: JSON.stringify({
      envelope,
      findings,
      diagnosis,
      ...(client && { client }),
      ...(direction && { direction }),
      ...(delivery && { delivery }),
    }),
    attempts: new Map(
      exchange.attempts.map((attempt) => [attempt.number, JSON.stringify(withoutBody(attempt))]),
    ),
    bodies,
    words: exchange.endedAt === null ? null : searchTextOf(exchange),
  }
}

function withoutBody(attempt: Attempt): unknown {
  if (!attempt.response) return attempt
  const { body: _, ...response } = attempt.response
  return { ...attempt, response }
}
