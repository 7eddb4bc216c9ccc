import { z } from 'zod'
import { bridgeErrorSchema } from './errors.ts'
import { isLoopback } from './url.ts'

const FEED = /^https?:\/\/[^\s/?#@\\]+(?:\/[^\s?#\\]*)?$/
const WANTED = 'Give a URL that begins with https://, for example https://example.com/postern/.'

/** The folder on a server that lists newer versions. */
export const updateFeedSchema = z
  .url({ error: WANTED })
  .max(2048, WANTED)
  .regex(FEED, WANTED)
  // On this computer plain HTTP will do: nobody can change what comes on the way.
  .refine((feed) => feed.startsWith('https:') || isLoopback(feed), WANTED)

/** How much of a file has come; `of` is null when its length is not known. A feed may send more than it told. */
const updateProgressSchema = z.strictObject({
  bytes: z.int().nonnegative(),
  of: z.int().positive().nullable(),
})

const updateErrorSchema = bridgeErrorSchema.pick({ message: true, remedy: true })

export const updateStateSchema = z.strictObject({
  /** Null while updates are off: then nothing is fetched. */
  feed: updateFeedSchema.nullable(),
  phase: z.enum(['off', 'idle', 'checking', 'current', 'found', 'fetching', 'ready', 'failed']),
  /** The newer version, once one was found. */
  version: z.string().nullable(),
  /** Null but while `fetching`, and until the first bytes have come. */
  progress: updateProgressSchema.nullable(),
  /** Null unless it `failed`. */
  error: updateErrorSchema.nullable(),
  /** Why this copy cannot replace itself, and only tells of newer versions; null when it can. */
  whyNot: z.string().nullable(),
})

export type UpdateError = z.infer<typeof updateErrorSchema>
export type UpdateProgress = z.infer<typeof updateProgressSchema>
export type UpdateState = z.infer<typeof updateStateSchema>
