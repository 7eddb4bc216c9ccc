import { z } from 'zod'
import { OUTCOMES, SOURCES, type Exchange } from './exchange.ts'

/** One row of the history list: an exchange without bodies, headers and texts. */
export const summarySchema = z.strictObject({
  id: z.string(),
  source: z.enum(SOURCES),
  replayOf: z.string().nullable(),
  profile: z.string(),
  key: z.string().nullable(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  method: z.string(),
  url: z.string(),
  route: z.string(),
  /** HTTP status of the last answer; null when none came. */
  status: z.number().nullable(),
  /** Service code of the envelope; null when there is none. */
  code: z.number().nullable(),
  failure: z.string().nullable(),
  /** Attempts with purpose `request`. */
  attempts: z.number(),
  /** From start to end in ms; null while under way. */
  durationMs: z.number().nullable(),
  outcome: z.enum(OUTCOMES).nullable(),
  headline: z.string().nullable(),
})

export type ExchangeSummary = z.infer<typeof summarySchema>

export function summarize(exchange: Exchange): ExchangeSummary {
  const last = exchange.attempts.at(-1)
  return {
    id: exchange.id,
    source: exchange.source,
    replayOf: exchange.replayOf,
    profile: exchange.profile,
    key: exchange.key,
    startedAt: exchange.startedAt,
    endedAt: exchange.endedAt,
    method: exchange.request.method,
    url: exchange.request.url,
    route: exchange.request.route,
    status: last?.response?.status ?? null,
    code: exchange.envelope?.code ?? null,
    failure: last?.failure?.kind ?? null,
    attempts: exchange.attempts.filter((attempt) => attempt.purpose === 'request').length,
    durationMs: exchange.endedAt ? Date.parse(exchange.endedAt) - Date.parse(exchange.startedAt) : null,
    outcome: exchange.outcome,
    headline: exchange.diagnosis?.headline ?? null,
  }
}
