import { z } from 'zod'
import { comparisonSchema } from './comparison.ts'
import { MAX_NOTE_LENGTH, MOST_NAMED } from './kinds.ts'
import type { CallName } from './names.ts'
import { activitySchema } from './activity.ts'
import { PROBLEM_STATES, problemPageSchema, problemSchema } from './problem.ts'

const query = z.string().max(2000)
const fingerprint = z.string().min(1).max(1000)
const nothing = z.void()

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

const usageSchema = z.strictObject({
  exchanges: z.int().nonnegative(),
  pinned: z.int().nonnegative(),
  /** Taken out, but not yet for good. */
  removed: z.int().nonnegative(),
  bytes: z.number().nonnegative(),
  /** Of these, what will be given back to the disk. */
  freeBytes: z.number().nonnegative(),
  /** Start of the oldest, epoch ms; null when there is none. */
  oldest: z.number().nullable(),
})

/** The calls that find, mark, remove and group what is kept. */
export const HISTORY_CALLS = {
  /** At most `BODY_PIECE` characters of the body that the answer to an attempt has. */
  'history:body': {
    input: z.strictObject({
      id: z.ulid(),
      /** Place in the exchange's list of attempts. */
      attempt: z.int().nonnegative(),
      /** Where in the body it begins, in characters. */
      from: z.int().nonnegative(),
    }),
    output: z.strictObject({ text: z.string(), isLast: z.boolean() }),
  },
  'history:compare': {
    /** The first `skip` changes of the body are counted and not listed. */
    input: z.strictObject({ before: z.ulid(), after: z.ulid(), skip: z.int().nonnegative() }),
    output: comparisonSchema,
  },
  'history:count': {
    input: z.strictObject({ query, limit: z.int().min(1).max(MOST_COUNTED) }),
    output: z.strictObject({ count: z.int().nonnegative(), isExact: z.boolean() }),
  },
  'history:knownValues': { input: nothing, output: z.record(z.string(), z.array(z.string())) },
  'history:mark': {
    input: z.strictObject({
      id: z.ulid(),
      /** Left out: stays as it is. The same holds for the note; null takes it away. */
      pinned: z.boolean().optional(),
      note: z.string().max(MAX_NOTE_LENGTH).nullable().optional(),
    }),
    /** The note as it is kept, without the secrets that somebody wrote into it; null when there was none to keep. */
    output: z.strictObject({ note: z.string().nullable() }),
  },
  'history:pin': {
    input: z.strictObject({ ids: namedSchema, pinned: z.boolean() }),
    /** How many of them are still there. */
    output: z.strictObject({ count: z.int().nonnegative() }),
  },
  'history:remove': {
    input: z.union([
      z.strictObject({ ids: namedSchema }),
      // An empty query means everything: too much to be said by leaving something out.
      z.strictObject({ query: query.refine((text) => text.trim() !== '', 'Say what to remove.') }),
    ]),
    /** The number names the removal, so that it can be undone for some minutes. */
    output: z.strictObject({ removal: z.number(), count: z.int().nonnegative() }),
  },
  'history:restore': {
    input: z.strictObject({ removal: z.number().nonnegative() }),
    output: z.strictObject({ count: z.int().nonnegative() }),
  },
  'history:usage': { input: nothing, output: usageSchema },
  'history:activity': { input: nothing, output: activitySchema },
  'problems:list': {
    input: z.strictObject({
      /** Null for those of any state. */
      state: z.enum(PROBLEM_STATES).nullable(),
      before: z.int().nonnegative().nullable(),
      limit: z.int().min(1).max(500),
    }),
    output: problemPageSchema,
  },
  'problems:get': { input: z.strictObject({ fingerprint }), output: problemSchema.nullable() },
  'problems:setState': {
    input: z.strictObject({ fingerprint, state: z.enum(PROBLEM_STATES) }),
    output: nothing,
  },
} as const satisfies { [N in CallName]?: { input: z.ZodType; output: z.ZodType } }

export type KeepingLimits = z.infer<typeof keepingLimitsSchema>
export type HistoryUsage = z.infer<typeof usageSchema>
