import { z } from 'zod'

/** One exchange, some by their ids, or all that match a query; an empty query means all. */
export const exportedSchema = z.union([
  z.strictObject({ id: z.ulid() }),
  z.strictObject({ ids: z.array(z.ulid()).min(1).max(10_000) }),
  z.strictObject({ query: z.string().max(2000) }),
])

export type Exported = z.infer<typeof exportedSchema>
export type ExportedMany = Exclude<Exported, { id: string }>
