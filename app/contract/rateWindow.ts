import { z } from 'zod'

/** The rate window of one key, as the page shows it. Times are epoch ms in our own clock. */
export const windowStateSchema = z.strictObject({
  profile: z.string(),
  key: z.string(),
  limit: z.int().positive(),
  lengthMs: z.int().positive(),
  mode: z.enum(['guard', 'observe']),
  /** Those of others included, as far as they are known. */
  used: z.int().nonnegative(),
  /** Of these, what Postern itself has sent. */
  own: z.int().nonnegative(),
  /** Requests that are held back until a window has room. */
  queued: z.int().nonnegative(),
  startsAt: z.number(),
  resetsAt: z.number(),
  /** True after a 429: nothing more is let through before `resetsAt`. */
  full: z.boolean(),
  /**
   * How it is known that somebody else uses the same key: the API counts more requests than are our own, or a 429 came
   * though these were fewer than the limit. Null when nothing says so.
   */
  others: z.enum(['counted', 'refused']).nullable(),
  /** Server's clock minus ours; null before the first answer with a `Date`. */
  clockOffsetMs: z.number().nullable(),
})

export type WindowState = z.infer<typeof windowStateSchema>
