import { z } from 'zod'
import { seenCodeSchema } from './problem.ts'

/** The user's own catalog file, as it stands on the disk now, and what it still lacks. */
export const catalogStateSchema = z.strictObject({
  file: z.string().nullable(),
  /** One line for each mistake in the file, with its place; while there is one, nothing of the file counts. */
  problems: z.array(z.string()),
  /** The file's codes and endpoints, checked, as JSON; null when there is nothing to add. */
  extension: z.string().nullable(),
  /** Service codes that answers carried and no catalog explains. */
  unknownCodes: z.array(seenCodeSchema),
})

export type CatalogState = z.infer<typeof catalogStateSchema>
