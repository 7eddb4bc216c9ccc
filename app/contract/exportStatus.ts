import { z } from 'zod'
import { bridgeErrorSchema } from './errors.ts'

const count = z.int().nonnegative()

/** One exchange, some by their ids, or all that match a query; an empty query means all. */
export const exportedSchema = z.union([
  z.strictObject({ id: z.ulid() }),
  z.strictObject({ ids: z.array(z.ulid()).min(1).max(10_000) }),
  z.strictObject({ query: z.string().max(2000) }),
])

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

export type Exported = z.infer<typeof exportedSchema>
export type ExportStatus = z.infer<typeof exportStatusSchema>
