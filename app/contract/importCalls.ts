import { z } from 'zod'
import { headerSchema } from './exchange.ts'

/** A longer command is none that somebody wrote or copied. */
const LONGEST_COMMAND = 2 * 1024 * 1024

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
} as const
