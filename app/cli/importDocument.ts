import { z } from 'zod'

const count = z.int().nonnegative()

/** What `import --json` prints. */
export const importDocumentSchema = z.strictObject({
  version: z.literal(1),
  files: z.array(
    z.strictObject({
      /** As it was named on the command line. */
      file: z.string(),
      /** Exchanges that were not in the history before. */
      new: count,
      /** Exchanges that were in the history already. */
      known: count,
      /** Entries that could not be read. */
      skipped: count,
      /** Why, of the first that were skipped; entries count from 1. */
      problems: z.array(z.strictObject({ entry: z.int().positive(), message: z.string() })),
      /** Why the file was not read to its end; null when it was. What came before that is kept. */
      error: z.string().nullable(),
    }),
  ),
})

export type ImportDocument = z.infer<typeof importDocumentSchema>
