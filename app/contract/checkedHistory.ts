import { z } from 'zod'
import { drillSchema, reportSchema, ruleVerdictSchema } from './check.ts'

/** A report on what a query has found in the history. */
export const checkedHistorySchema = z.strictObject({
  /** The query; empty where the last run was asked for, and there is none. */
  query: z.string(),
  /** What the programs that made the calls are called. */
  programs: z.array(z.string()),
  report: reportSchema,
})

/** What is kept of the check of one run. */
export const checkedRunSchema = z.strictObject({
  /** When it was checked. */
  at: z.iso.datetime(),
  /** Finds the calls, as long as the history has them. */
  query: z.string(),
  programs: z.array(z.string()),
  /** Of a drill; 1 elsewhere. */
  speed: drillSchema.shape.speed,
  ...reportSchema.pick({ calls: true, from: true, to: true, result: true }).shape,
  rules: z.array(ruleVerdictSchema.pick({ rule: true, verdict: true, count: true })),
})

export type CheckedRun = z.infer<typeof checkedRunSchema>
export type CheckedHistory = z.infer<typeof checkedHistorySchema>
