import { z } from 'zod'

/**
 * What a token says of itself. A claim holds the ids that it allows; null means that it sets no limit.
 * Times are epoch ms in the server's clock.
 */
export const claimsSchema = z.strictObject({
  keyType: z.string().nullable(),
  companyIds: z.array(z.string()).nullable(),
  customerIds: z.array(z.string()).nullable(),
  siteIds: z.array(z.string()).nullable(),
  issuedAt: z.number().nullable(),
  expiresAt: z.number().nullable(),
})

export type Claims = z.infer<typeof claimsSchema>

/** What may be shown of the token that a key was exchanged for. */
export const tokenStateSchema = z.strictObject({
  profile: z.string(),
  key: z.string(),
  claims: claimsSchema.nullable(),
  /** Epoch ms in our own clock; null when unknown or when there is no token yet. */
  expiresAt: z.number().nullable(),
})

export type TokenState = z.infer<typeof tokenStateSchema>
