import { z } from 'zod'
import { MOST_NAMED } from './kinds.ts'

/** A query of the history, as it is written. */
export const querySchema = z.string().max(2000)

/** Exchanges by their ids. */
export const namedSchema = z.array(z.ulid()).min(1).max(MOST_NAMED)

/** Most that is ever counted; beyond it the page says "more than". */
export const MOST_COUNTED = 100_000

const DAYS_LIMIT = 36_500

/** What of the history goes by itself, the oldest first; null sets no limit. What is pinned stays. */
export const keepingLimitsSchema = z.strictObject({
  days: z
    .int('Give a whole number.')
    .min(1, 'Give a number above 0.')
    .max(DAYS_LIMIT, 'Give at most 36,500.')
    .nullable(),
  exchanges: z.int('Give a whole number.').min(1, 'Give a number above 0.').nullable(),
  /** Of the database on the disk. */
  megabytes: z
    .int('Give a whole number.')
    .min(1, 'Give a number above 0.')
    .max(1_000_000, 'Give at most 1,000,000.')
    .nullable(),
})

export const KEEP_EVERYTHING: KeepingLimits = { days: null, exchanges: null, megabytes: null }

export const usageSchema = z.strictObject({
  exchanges: z.int().nonnegative(),
  pinned: z.int().nonnegative(),
  /** Taken out, but not yet for good. */
  removed: z.int().nonnegative(),
  /** Of these, what limits have deleted: it can be brought back for a day. */
  byLimits: z.int().nonnegative(),
  /** How many are still to be deleted, by a limit or for good; many are estimated. */
  toGo: z.int().nonnegative(),
  bytes: z.number().nonnegative(),
  /** Of these, what will be given back to the disk. */
  freeBytes: z.number().nonnegative(),
  /** Start of the oldest, epoch ms; null when there is none. */
  oldest: z.number().nullable(),
})

export type KeepingLimits = z.infer<typeof keepingLimitsSchema>
export type HistoryUsage = z.infer<typeof usageSchema>
