import { z } from 'zod'

const count = z.int().nonnegative()

/** What is known of a replay of many before anything is sent. */
export const replayPlanSchema = z.strictObject({
  /** Names this plan for `replay:start`; a later plan takes its place. */
  plan: z.int(),
  counts: z.strictObject({ ready: count, unsafe: count, blocked: count }),
  keys: z.array(z.strictObject({ profile: z.string(), key: z.string().nullable(), count })),
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

/** How far the replay has come; see ReplayState. */
export const replayStatusSchema = z.strictObject({
  total: count,
  waiting: count,
  active: count,
  sent: count,
  skipped: count,
  blocked: count,
  uncertain: count,
  fixed: count,
  phase: z.enum(['running', 'paused', 'ended']),
  /** Epoch ms in our own clock; null when it is paused or has ended. */
  endsAt: z.number().nullable(),
  notes: z.array(z.string()),
  /** True while it waits, paused, since Postern was started again. */
  isFromBefore: z.boolean(),
})

export const REPLAY_CALLS = {
  /** Plans the failed exchanges that match a query, all of them for null. Nothing is sent. */
  'replay:plan': {
    input: z.strictObject({ query: z.string().max(1900).nullable() }),
    output: replayPlanSchema,
  },
  'replay:start': {
    input: z.strictObject({ plan: z.int(), withUnsafe: z.boolean() }),
    output: replayStatusSchema,
  },
  'replay:pause': { input: z.void(), output: z.void() },
  'replay:resume': { input: z.void(), output: z.void() },
  'replay:cancel': { input: z.void(), output: z.void() },
  /** The replay under way, or the last one that ended since the start; null for none. */
  'replay:state': { input: z.void(), output: replayStatusSchema.nullable() },
} as const

export type ReplayPlanShown = z.infer<typeof replayPlanSchema>
export type ReplayStatus = z.infer<typeof replayStatusSchema>
