import { z } from 'zod'
import { finalStatus, timesSent } from './outcome.ts'
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

export const historyPageSchema = z.strictObject({
  items: z.array(summarySchema),
  /** Pass as `before` to get the next, older page; null at the end. */
  next: z.ulid().nullable(),
  /** How many exchanges are kept in all. */
  total: z.int().nonnegative(),
  /** How many match the query; null when that takes counting. */
  matching: z.int().nonnegative().nullable().optional(),
  /**
   * Of the items that have something: whether it is pinned, the user's note, and whether it sent a request again that was
   * under way when the program ended. By id.
   */
  marks: z
    .record(
      z.string(),
      z.strictObject({ pinned: z.boolean(), note: z.string().nullable(), again: z.boolean() }),
    )
    .optional(),
})

export type ExchangeSummary = z.infer<typeof summarySchema>
export type HistoryPage = z.infer<typeof historyPageSchema>

export function summarize(exchange: Exchange): ExchangeSummary {
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
    status: finalStatus(exchange),
    code: exchange.envelope?.code ?? null,
    failure: exchange.attempts.at(-1)?.failure?.kind ?? null,
    attempts: timesSent(exchange),
    durationMs: exchange.endedAt ? Date.parse(exchange.endedAt) - Date.parse(exchange.startedAt) : null,
    outcome: exchange.outcome,
    headline: exchange.diagnosis?.headline ?? null,
  }
}
