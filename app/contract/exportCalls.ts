import { z } from 'zod'
import { bridgeErrorSchema } from './errors.ts'
import { EXPORT_FORMATS } from './exportFormats.ts'

const count = z.int().nonnegative()

/** One exchange, some by their ids, or all that match a query; an empty query means all. */
const exportedSchema = z.union([
  z.strictObject({ id: z.ulid() }),
  z.strictObject({ ids: z.array(z.ulid()).min(1).max(10_000) }),
  z.strictObject({ query: z.string().max(2000) }),
])

const wanted = z.strictObject({ of: exportedSchema, format: z.enum(EXPORT_FORMATS) })

export const exportStatusSchema = z.strictObject({
  /** Name of the file, without its folder. */
  file: z.string(),
  phase: z.enum(['writing', 'done', 'cancelled', 'failed']),
  written: count,
  total: count,
  bytes: count,
  /** Null unless it `failed`. */
  error: bridgeErrorSchema.nullable(),
})

/** Calls that hand exchanges on to others, always redacted. */
export const EXPORT_CALLS = {
  'export:preview': {
    input: wanted,
    output: z.strictObject({
      /** Of one exchange all, of many the first. */
      text: z.string(),
      count,
      /** How many the text shows. */
      shown: count,
      /** Of the whole, estimated from those that are shown. */
      bytes: count,
      /** How many places of the text are blanked. */
      blanked: count,
    }),
  },
  /**
   * The place is chosen in a dialog of the system's. The answer is the file's name; null when none was chosen. One
   * exchange has been written by then; many are under way, and `export:changed` tells how far.
   */
  'export:save': { input: wanted, output: z.string().nullable() },
  'export:cancel': { input: z.void(), output: z.void() },
  /** The writing of many that is under way, or the last one since the start; null for none. */
  'export:state': { input: z.void(), output: exportStatusSchema.nullable() },
} as const

export type Exported = z.infer<typeof exportedSchema>
export type ExportStatus = z.infer<typeof exportStatusSchema>
