import { z } from 'zod'
import { headerSchema } from './exchange.ts'
import { aliasSchema } from './keyName.ts'
import { profileSchema } from './profile.ts'

/** Longest request body that the page may hand over, in characters. */
export const MAX_BODY_LENGTH = 20 * 1024 * 1024

/** A request as the user means it. */
export const sendSchema = z.strictObject({
  profile: profileSchema.shape.id,
  /** Null sends without a key. */
  key: aliasSchema.nullable(),
  method: z.string().regex(/^[A-Z]{1,20}$/),
  /** A path with its query, or a whole URL; a URL of another host goes without the key. */
  target: z.string().min(1).max(16_384),
  headers: z.array(headerSchema).max(200),
  body: z.string().max(MAX_BODY_LENGTH).nullable(),
  /** The user's word that sending it twice does no harm. GET, HEAD and OPTIONS need none. */
  markedIdempotent: z.boolean(),
  replayOf: z.ulid().nullable(),
})

export type SendInput = z.infer<typeof sendSchema>
