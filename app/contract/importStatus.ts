import { z } from 'zod'
import { bridgeErrorSchema } from './errors.ts'

const count = z.int().nonnegative()

/** An API key that came in with something imported. It stays in main; this is all that the page learns of it. */
export const keyOfferSchema = z.strictObject({
  id: z.string(),
  /** The origin that it was sent to, such as `https://api.example`. */
  origin: z.string(),
  /** The profile of that origin; null when there is none yet. */
  profile: z.string().nullable(),
  /** Where it stood, such as `body of the request in entry 3`. */
  where: z.string(),
})

export const importStatusSchema = z.strictObject({
  /** Name of the file, without its folder. */
  file: z.string(),
  phase: z.enum(['reading', 'done', 'cancelled', 'failed']),
  /** Everything is read twice, first for its secrets alone, and counts half each time. */
  readBytes: count,
  totalBytes: count,
  imported: count,
  /** Were in the history already. */
  known: count,
  unreadable: count,
  /** The first of the unreadable; entries count from 1. */
  problems: z.array(z.strictObject({ entry: z.int().positive(), message: z.string() })),
  /** Why the file was not read to its end; null unless it `failed`. */
  error: bridgeErrorSchema.nullable(),
  /** How many short-lived tokens were blanked; they are not offered to the vault. */
  tokens: count,
})

export type KeyOffer = z.infer<typeof keyOfferSchema>
export type ImportStatus = z.infer<typeof importStatusSchema>
