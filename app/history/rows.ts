import { z } from 'zod'
import { summarySchema } from '../contract/summary.ts'

/** How the database names what a summary holds; `e` is exchanges, `s` is shapes. */
export const SUMMARY = `e.id, s.source, e.replay_of AS replayOf, s.profile, s.key, e.started_at AS startedAt,
  e.ended_at AS endedAt, s.method, e.url, s.route, s.status, s.code, s.failure, e.attempts, e.duration_ms AS durationMs,
  s.outcome, e.headline`

export const time = z.int().transform((ms) => new Date(ms).toISOString())

/** Picks the columns that are meant: libsql adds one of its own to some rows. */
export const summaryRow = z.object({ ...summarySchema.shape, startedAt: time, endedAt: time.nullable() })
export const seqRow = z.object({ seq: z.int() })
export const valueRow = z.object({ value: z.int() })
export const attemptRow = z.object({ document: z.string() })

export const jsonObject = z.record(z.string(), z.unknown())
export const attemptDocument = z.looseObject({
  number: z.int(),
  startedAt: z.string(),
  timing: z.looseObject({ totalMs: z.number().nullable() }),
  response: jsonObject.nullable(),
})

/** What a statement may be given. */
export type Value = string | number | null
