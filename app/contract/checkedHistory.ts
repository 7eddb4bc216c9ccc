import { z } from 'zod'
import { reportSchema } from './check.ts'

/** A report on what a query has found in the history. */
export const checkedHistorySchema = z.strictObject({
  /** The query; empty where the last run was asked for, and there is none. */
  query: z.string(),
  report: reportSchema,
})

export type CheckedHistory = z.infer<typeof checkedHistorySchema>
