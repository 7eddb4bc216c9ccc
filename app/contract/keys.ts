import { z } from 'zod'
import { aliasSchema } from './keyName.ts'
import { profileSchema } from './profile.ts'
import { claimsSchema } from './token.ts'

export const keyInfoSchema = z.strictObject({
  profile: profileSchema.shape.id,
  alias: aliasSchema,
  /**
   * `unreadable`: it is stored but cannot be decrypted; it needs to be entered again. `moved`: it was entered for another
   * origin or token recipe than its profile has now; it needs that too, or the user's word outside the page.
   */
  state: z.enum(['ready', 'unreadable', 'moved']),
  /** Where it is kept: on disk under the keyring's password, on disk under none that is worth it, or until the app quits. */
  kept: z.enum(['disk', 'weak', 'memory']),
  /** The origin it was entered for, and alone goes to; null for the sandbox's own keys. */
  boundTo: z.string().nullable(),
  /** True for the keys that the sandbox brings along. */
  builtIn: z.boolean(),
  /** What the key is for, in a few words; only the sandbox's keys have it. */
  note: z.string().nullable(),
  /** What the last token of the key that was seen, also before this start, said of itself; `asOf` in epoch ms. */
  lastClaims: z.strictObject({ claims: claimsSchema, asOf: z.number() }).nullable(),
})

/** A key, named by its profile and its alias. */
export const keyOfSchema = z.strictObject({ profile: profileSchema.shape.id, key: aliasSchema })

/** Six characters at least: a shorter one could not be told from other text, and so not be redacted. */
export const keySecretSchema = z
  .string()
  .min(6, 'a key has at least six characters')
  .max(8192, 'a key has at most 8,192 characters')

export const PROTECTIONS = ['keyring', 'weak', 'memory'] as const

/** How keys can be kept here, and how the user chose to keep them. */
export const keepingSchema = z.strictObject({
  /** What this system offers. */
  protection: z.enum(PROTECTIONS),
  /** Whether the user chose to have keys on the disk under a weak protection. */
  storesWeakly: z.boolean(),
})

export type KeyInfo = z.infer<typeof keyInfoSchema>
/** A key as the vault knows it: it sees no tokens. */
export type KeptKey = Omit<KeyInfo, 'lastClaims'>
export type Keeping = z.infer<typeof keepingSchema>
export type Protection = (typeof PROTECTIONS)[number]
