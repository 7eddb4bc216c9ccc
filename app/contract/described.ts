import { z } from 'zod'
import { SCENARIOS } from './check.ts'

/** What the catalog says of a status or a service code in general. */
const generalSchema = z.strictObject({
  title: z.string(),
  meaning: z.string(),
  cause: z.string(),
  remedy: z.array(z.string()),
  retry: z.string(),
})

const parameterSchema = z.strictObject({
  name: z.string(),
  in: z.string(),
  type: z.string(),
  required: z.boolean(),
  default: z.string().nullable(),
  values: z.array(z.string()).nullable(),
  help: z.string(),
  /** False for what was inferred: it may be wrong. */
  isDocumented: z.boolean(),
})

const endpointSchema = z.strictObject({
  method: z.string(),
  path: z.string(),
  title: z.string(),
  purpose: z.string(),
  /** The KeyType that opens it; null when any key does. */
  keyType: z.string().nullable(),
  envelope: z.string().nullable(),
  /** Whether it counts against the rate window. */
  inWindow: z.boolean(),
  parameters: z.array(parameterSchema),
})

/** Entries of the catalog. Each is null unless it was asked for. */
export const describedSchema = z.strictObject({
  /** Method and path of every endpoint, where nothing was asked for. */
  endpoints: z.array(z.string()),
  endpoint: z.array(endpointSchema).nullable(),
  status: generalSchema.nullable(),
  code: generalSchema.nullable(),
  finding: z
    .strictObject({ title: z.string(), meaning: z.string(), cause: z.string(), remedy: z.string() })
    .nullable(),
  /** A rule of the check. */
  rule: z
    .strictObject({
      title: z.string(),
      says: z.string(),
      why: z.string(),
      change: z.string(),
      seenBy: z.enum(SCENARIOS).nullable(),
    })
    .nullable(),
})

export type Described = z.infer<typeof describedSchema>
