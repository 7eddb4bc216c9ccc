import { z } from 'zod'

/** How long a pace looks back, in ms. */
export const ACTIVITY_MS = 3_600_000

/** What was sent in the last hour, minute by minute. Only minutes in which something was sent are there. */
export const activitySchema = z.strictObject({
  minutes: z.array(
    z.strictObject({
      profile: z.string(),
      key: z.string().nullable(),
      /** Epoch ms at which the minute begins. */
      start: z.int(),
      /** Attempts that left in it, those of deleted exchanges included: the limit counted them too. */
      sent: z.int().positive(),
      /** How many of these were answered 429. */
      limited: z.int().nonnegative(),
    }),
  ),
  /** The latest attempts that were answered 429, newest first. */
  limited: z.array(
    z.strictObject({
      /** Of the exchange. */
      id: z.ulid(),
      startedAt: z.iso.datetime(),
      profile: z.string(),
      key: z.string().nullable(),
      method: z.string(),
      route: z.string(),
    }),
  ),
})

export type Activity = z.infer<typeof activitySchema>
