import { z } from 'zod'
import { attemptSchema } from './exchange.ts'
import { claimsSchema } from './token.ts'

/** What came of a token request that was tried once. */
export const tokenTrialSchema = z.strictObject({
  /** Redacted; null when nothing was sent. */
  attempt: attemptSchema.nullable(),
  hasToken: z.boolean(),
  /** Null where the token has none that can be read. */
  claims: claimsSchema.nullable(),
  /** Epoch ms in our own clock; null when it is not known. */
  expiresAt: z.number().nullable(),
})

export type TokenTrial = z.infer<typeof tokenTrialSchema>
