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
  /** Left out where the token does not have it, as in what earlier versions kept. */
  notBefore: z.number().optional(),
  audience: z.array(z.string()).optional(),
  issuer: z.string().optional(),
})

export type Claims = z.infer<typeof claimsSchema>

/** What may be shown of a token that came in with a command. It stays in main. */
export const sessionTokenSchema = z.strictObject({
  id: z.string(),
  /** The origin that it goes to, and no other. */
  origin: z.string(),
  /** Such as `Bearer` or `Basic`. */
  scheme: z.string(),
  /** Null where it has none that can be read. */
  claims: claimsSchema.nullable(),
})

export type SessionToken = z.infer<typeof sessionTokenSchema>

/** What may be shown of the token that a key was exchanged for. */
export const tokenStateSchema = z.strictObject({
  profile: z.string(),
  key: z.string(),
  claims: claimsSchema.nullable(),
  /** Epoch ms in our own clock; null when unknown or when there is no token yet. */
  expiresAt: z.number().nullable(),
})

export type TokenState = z.infer<typeof tokenStateSchema>
