import { z } from 'zod'

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

export type KeyOffer = z.infer<typeof keyOfferSchema>
