import { z } from 'zod'
import { headerSchema, type ApiRequest } from './exchange.ts'
import { profileSchema } from './profile.ts'

export const SAVED_VERSION = 1
export const MOST_SAVED = 5000

const oneLine = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .regex(/^[^\p{Cc}]*$/u, 'It is one line of text.')

export const savedNameSchema = oneLine(120).min(1)
/** Folders within folders are divided by a slash; empty for none. */
export const savedFolderSchema = oneLine(200).regex(
  /^(?:[^/]+(?:\/[^/]+)*)?$/,
  'Divide folders by one slash.',
)

/** A request that was given a name. It holds no secret: where one was it says `[redacted]`. */
export const savedRequestSchema = z.strictObject({
  id: z.string().regex(/^[\w-]{1,64}$/),
  folder: savedFolderSchema,
  name: savedNameSchema,
  /** Whose API it asks; null for any that is selected. */
  profile: profileSchema.shape.id.nullable(),
  method: z.string().regex(/^[A-Z]{1,20}$/),
  /** A path with its query, or a whole URL. */
  target: z.string().min(1).max(16_384),
  headers: z.array(headerSchema).max(200),
  body: z
    .string()
    .max(1024 * 1024)
    .nullable(),
  /** The user's word that sending it twice does no harm. */
  idempotent: z.boolean(),
})

export const savedFileSchema = z.strictObject({
  version: z.literal(SAVED_VERSION),
  requests: z
    .array(savedRequestSchema)
    .max(MOST_SAVED)
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'An id is there twice.'),
})

export type SavedRequest = z.infer<typeof savedRequestSchema>

export const savedListSchema = z.strictObject({
  file: z.string(),
  requests: z.array(savedRequestSchema),
  /** Why the file cannot be read, and is not written either; null when it can. */
  problem: z.strictObject({ message: z.string(), remedy: z.string() }).nullable(),
})

export type SavedList = z.infer<typeof savedListSchema>

interface Redacting {
  text(text: string): string
  request(request: ApiRequest): ApiRequest
}

/** Names and what somebody wrote into the file by hand go without secrets, too. */
export function withoutSecrets(saved: SavedRequest, redactor: Redacting): SavedRequest {
  const { method, target, headers, body, idempotent } = saved
  const clean = redactor.request({ method, url: target, route: '', headers, body, idempotent })
  return {
    ...saved,
    name: redactor.text(saved.name),
    folder: redactor.text(saved.folder),
    target: clean.url,
    headers: clean.headers,
    body: clean.body,
  }
}
