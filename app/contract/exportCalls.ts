import { z } from 'zod'
import { EXPORT_FORMATS } from './exportFormats.ts'

const wanted = z.strictObject({ id: z.ulid(), format: z.enum(EXPORT_FORMATS) })

/** Calls that hand an exchange on to others, always redacted. */
export const EXPORT_CALLS = {
  'export:preview': { input: wanted, output: z.strictObject({ text: z.string() }) },
  /** The place is chosen in a dialog of the system's. The answer is the file's name; null when none was chosen. */
  'export:save': { input: wanted, output: z.string().nullable() },
} as const
