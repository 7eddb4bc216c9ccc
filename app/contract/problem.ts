import { z } from 'zod'
import { PROBLEM_STATES } from './kinds.ts'

export { PROBLEM_STATES }

/** Failed exchanges with the same fingerprint. It counts what the history holds now. */
export const problemSchema = z.strictObject({
  fingerprint: z.string(),
  state: z.enum(PROBLEM_STATES),
  /** When the user last set the state; null when never. */
  changedAt: z.string().nullable(),
  /** When it happened again after it had been resolved; null unless that reopened it. */
  reopenedAt: z.string().nullable(),
  count: z.int().positive(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  /** How often it happened, oldest first. The last hour is the present one; the last day ends with it. */
  trend: z.strictObject({
    hours: z.array(z.int().nonnegative()).length(24),
    days: z.array(z.int().nonnegative()).length(14),
  }),
  keys: z.array(z.strictObject({ profile: z.string(), key: z.string().nullable() })),
  /** Ids in the URLs of the latest exchanges, most frequent first. */
  ids: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  /** Id of the latest exchange. */
  example: z.ulid(),
  method: z.string(),
  route: z.string(),
  status: z.number().nullable(),
  code: z.number().nullable(),
  failure: z.string().nullable(),
  /** That of the latest exchange. */
  headline: z.string().nullable(),
})

export const problemPageSchema = z.strictObject({
  /** Last seen first. */
  items: z.array(problemSchema),
  /** Pass as `before` to get the next, older ones; null at the end. */
  next: z.int().nonnegative().nullable(),
  /** How many there are of each state, whatever was asked for. */
  counts: z.strictObject({
    open: z.int().nonnegative(),
    resolved: z.int().nonnegative(),
    ignored: z.int().nonnegative(),
  }),
})

/** The ids that a problem's exchanges asked for. */
export const affectedSchema = z.strictObject({
  /** Most frequent first; of very many the first. */
  ids: z.array(z.strictObject({ name: z.string(), value: z.string(), count: z.int().positive() })),
  /** How many different ones there are. */
  distinct: z.int().nonnegative(),
  /** In how many of the problem's latest exchanges they were looked for. */
  lookedAt: z.int().nonnegative(),
})

/** What the user wrote on problems, by fingerprint. */
export const problemNotesSchema = z.record(z.string(), z.string())

/** A service code that no catalog explains, and how many exchanges had it. */
export const seenCodeSchema = z.strictObject({ code: z.number(), count: z.int().positive() })

export type ProblemState = (typeof PROBLEM_STATES)[number]
export type Problem = z.infer<typeof problemSchema>
export type Affected = z.infer<typeof affectedSchema>
export type ProblemPage = z.infer<typeof problemPageSchema>
export type SeenCode = z.infer<typeof seenCodeSchema>
