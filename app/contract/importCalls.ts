import { z } from 'zod'
import { bridgeErrorSchema } from './errors.ts'
import { headerSchema } from './exchange.ts'
import { aliasSchema } from './keyName.ts'

/** A longer command is none that somebody wrote or copied. */
const LONGEST_COMMAND = 2 * 1024 * 1024
/** What can be pasted as text; a file may be as large as the disk. */
const MOST_PASTED = 20 * 1024 * 1024

const count = z.int().nonnegative()
const nothing = z.void()

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

/** Calls that take over what other programs made. */
export const IMPORT_CALLS = {
  /** Reads a curl command, and runs nothing. Its secrets are blanked. */
  'import:curl': {
    input: z.strictObject({ text: z.string().min(1).max(LONGEST_COMMAND) }),
    output: z.strictObject({
      method: z.string(),
      url: z.string(),
      headers: z.array(headerSchema),
      body: z.string().nullable(),
      /** Where secrets stood. */
      blanked: z.array(z.string()),
      /** What could not be taken over, in sentences. */
      notes: z.array(z.string()),
    }),
  },
  /** Lets the user choose a HAR file in a dialog of the system's, and begins to read it; false when they chose none. */
  'import:choose': { input: nothing, output: z.boolean() },
  /** Reads a HAR file that was pasted. */
  'import:text': { input: z.strictObject({ text: z.string().min(1).max(MOST_PASTED) }), output: nothing },
  /** Of the preload script alone, for a file that was dropped: the page must not name a path. */
  'import:dropped': { input: z.strictObject({ path: z.string().min(1).max(32_768) }), output: nothing },
  'import:cancel': { input: nothing, output: nothing },
  /** The import under way, or the last one since the start; null for none. */
  'import:state': { input: nothing, output: importStatusSchema.nullable() },
  /** Keys that wait for the user's word. */
  'import:offers': { input: nothing, output: z.array(keyOfferSchema) },
  /** Keeps an offered key in the vault, with a new profile where its address has none. */
  'import:keepKey': {
    input: z.strictObject({ offer: z.string().max(40), key: aliasSchema }),
    output: z.strictObject({ profile: z.string(), key: z.string() }),
  },
  /** Forgets all keys that are offered. */
  'import:declineKeys': { input: nothing, output: nothing },
} as const

export type KeyOffer = z.infer<typeof keyOfferSchema>
export type ImportStatus = z.infer<typeof importStatusSchema>
