import type { Attempt, Exchange } from '../contract/exchange.ts'
import { summarize, type ExchangeSummary } from '../contract/summary.ts'
import { searchTextOf } from './searchText.ts'

/** What must be written of an exchange: its row always, of the rest only what differs from the last time. */
export interface Change {
  id: string
  /** True when it holds everything, whatever was written before. */
  whole: boolean
  row: ExchangeSummary & { fingerprint: string | null; traceId: string | null }
  /** JSON; null where nothing changed. */
  request: string | null
  reading: string | null
  attempts: { number: number; document: string }[]
  bodies: { number: number; text: string }[]
  /** By which it is found; null while it is under way. */
  words: string | null
}

/** What was written of an exchange under way, to tell what has changed since. */
export interface Written {
  request: string
  reading: string
  attempts: Map<number, string>
  bodies: Map<number, string>
}

/** The request's body is kept beside those of the attempts, which count from 1. */
export const REQUEST_BODY = 0

/** Compares an exchange with what was `written` of it; null when that is nothing. */
export function changeOf(exchange: Exchange, written: Written | null): { change: Change; written: Written } {
  const { body, ...request } = exchange.request
  const { envelope, findings, diagnosis } = exchange
  const now: Written = {
    request: JSON.stringify(request),
    reading: JSON.stringify({ envelope, findings, diagnosis }),
    attempts: new Map(
      exchange.attempts.map((attempt) => [attempt.number, JSON.stringify(withoutBody(attempt))]),
    ),
    bodies: new Map(),
  }
  if (body !== null) now.bodies.set(REQUEST_BODY, body)
  for (const { number, response } of exchange.attempts) if (response) now.bodies.set(number, response.body)

  const change: Change = {
    id: exchange.id,
    whole: written === null,
    row: {
      ...summarize(exchange),
      fingerprint: diagnosis?.fingerprint ?? null,
      traceId: diagnosis?.traceId ?? null,
    },
    request: now.request === written?.request ? null : now.request,
    reading: now.reading === written?.reading ? null : now.reading,
    attempts: [],
    bodies: [],
    words: exchange.endedAt === null ? null : searchTextOf(exchange),
  }
  for (const [number, document] of now.attempts) {
    if (document !== written?.attempts.get(number)) change.attempts.push({ number, document })
  }
  for (const [number, text] of now.bodies) {
    if (text !== written?.bodies.get(number)) change.bodies.push({ number, text })
  }
  return { change, written: now }
}

function withoutBody(attempt: Attempt): unknown {
  if (!attempt.response) return attempt
  const { body: _, ...response } = attempt.response
  return { ...attempt, response }
}
