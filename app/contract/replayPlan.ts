import { z } from 'zod'
import { namedSchema } from './keeping.ts'

const count = z.int().nonnegative()

/** What is to be sent again: what failed and matches a query, all that failed for null, or exchanges by name. */
export const replaySelectionSchema = z.union([
  z.strictObject({ query: z.string().max(1900).nullable() }),
  z.strictObject({ ids: namedSchema }),
])

/** What is known of a replay of many before anything is sent. */
export const replayPlanSchema = z.strictObject({
  /** Names this plan for `replay:start`; a later plan takes its place. */
  plan: z.int(),
  counts: z.strictObject({ ready: count, unsafe: count, blocked: count }),
  keys: z.array(z.strictObject({ profile: z.string(), key: z.string().nullable(), count })),
  /** Profiles of the requests, those that cannot be sent included. */
  profiles: z.array(z.string()),
  /** How long what is ready is likely to take within the rate windows, in ms. */
  takesMs: z.number(),
  takesMsWithUnsafe: z.number(),
  warnings: z.array(z.string()),
  /** The first of those that are unsafe or cannot be sent, and why. */
  exceptions: z.array(
    z.strictObject({
      original: z.string(),
      method: z.string(),
      url: z.string(),
      state: z.enum(['unsafe', 'blocked']),
      reason: z.string(),
    }),
  ),
})

export type ReplaySelection = z.infer<typeof replaySelectionSchema>
export type ReplayPlanShown = z.infer<typeof replayPlanSchema>
