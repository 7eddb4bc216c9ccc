import { issueSentence } from '../contract/issueSentence.ts'
import { z } from 'zod'
import { ENVELOPE_KINDS, REMEDY_ACTIONS } from '../contract/exchange.ts'
import type { Endpoint, Parameter } from './endpoint.ts'
import type { ServiceCode } from './serviceCodes.ts'
import { step } from './text.ts'

const line = z.string().trim().min(1).max(200)
const text = z.string().trim().min(1).max(2000)

const stepSchema = z.union([
  text.transform((words) => step(words)),
  z.object({ text, action: z.enum(REMEDY_ACTIONS).nullable() }),
])

const serviceCodeSchema = z
  .object({
    code: z.int(),
    title: line,
    meaning: text,
    cause: text.default('The catalog entry names no cause.'),
    remedy: z.array(stepSchema).max(20).default([]),
    retry: z
      .strictObject({ helps: z.enum(['no', 'now', 'later', 'unsafe']), advice: text })
      .default({ helps: 'no', advice: 'The catalog entry does not say that a retry helps.' }),
    generic: z.boolean().default(false),
    mirrors: z.int().min(100).max(999).nullable().default(null),
  })
  .transform((code) => code satisfies ServiceCode)

const valueFields = {
  name: line,
  type: z.enum(['string', 'integer', 'boolean', 'date-time', 'list']).default('string'),
  required: z.boolean().default(false),
  default: z.string().max(200).nullable().default(null),
  enum: z.array(z.string().max(200)).min(1).max(200).nullable().default(null),
  help: z.string().max(2000).default(''),
  mark: z.enum(['documented', 'inferred']).default('documented'),
}

const parameterSchema = z
  .object({ ...valueFields, in: z.enum(['query', 'path', 'header']).default('query') })
  .transform((parameter) => parameter satisfies Parameter)

const fieldSchema = z
  .object(valueFields)
  .transform((field) => ({ ...field, in: 'body' }) as const satisfies Parameter)

const endpointSchema = z
  .object({
    method: z.string().regex(/^[A-Z]{1,20}$/, 'a method in capitals, for example GET'),
    path: z
      .string()
      .max(500)
      .regex(/^\/[^?#\s]*$/, 'a path that starts with a slash, without a query'),
    title: line,
    purpose: z.string().max(2000).default(''),
    keyType: line.nullable().default(null),
    envelope: z.enum(ENVELOPE_KINDS).nullable().default(null),
    /** Left out, it follows from the path: the window is on `/api/external/`. */
    inWindow: z.boolean().optional(),
    noun: z.tuple([line, line]).nullable().default(null),
    done: line.nullable().default(null),
    onceSecret: line.optional(),
    parameters: z.array(parameterSchema).max(200).default([]),
    body: z.array(fieldSchema).max(200).default([]),
    mark: z.enum(['documented', 'inferred']).default('documented'),
  })
  .transform(
    (endpoint) =>
      ({
        ...endpoint,
        inWindow: endpoint.inWindow ?? endpoint.path.toLowerCase().startsWith('/api/external/'),
      }) satisfies Endpoint,
  )

/** What users add to the catalog, as JSON. What it leaves out gets a default, and unknown fields are passed over. */
export const catalogExtensionSchema = z.object({
  version: z.literal(1),
  serviceCodes: z.array(serviceCodeSchema).max(2000).default([]),
  endpoints: z.array(endpointSchema).max(2000).default([]),
})

export type CatalogExtension = z.infer<typeof catalogExtensionSchema>

type ExtensionReading =
  | { ok: true; extension: CatalogExtension }
  /** One sentence for each fault, with the path to it, such as `The field serviceCodes[0].title is missing.` */
  | { ok: false; problems: string[] }

/** Reads the text of a catalog file. It never throws. */
export function readCatalogExtension(json: string): ExtensionReading {
  let value: unknown
  try {
    value = JSON.parse(json.replace(/^\uFEFF/, ''))
  } catch (error) {
    return {
      ok: false,
      problems: [`The file is not JSON: ${error instanceof Error ? error.message : 'unknown fault'}`],
    }
  }
  const result = catalogExtensionSchema.safeParse(value)
  if (result.success) return { ok: true, extension: result.data }
  return {
    ok: false,
    problems: result.error.issues.map((issue) => `${issueSentence(issue)}.`),
  }
}
