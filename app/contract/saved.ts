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

/** Requests with names, in a file that others change too. */
export interface SavedRequests {
  /** As the file has them now; what cannot be read is said, and never thrown. */
  list(): Promise<SavedList>
  /** Adds a request, or puts it in the place of the one with its id. Returns it as it is in the file. */
  put(request: SavedRequest): Promise<SavedRequest>
  /** @throws PosternError not-found when somebody took it out of the file */
  change(id: string, change: Pick<SavedRequest, 'name' | 'folder'>): Promise<void>
  /** Returns what was taken out; null when it was gone already. */
  remove(id: string): Promise<SavedRequest | null>
  /** From now on, and at the next start, this file is read and written. */
  openFile(file: string): Promise<void>
  /** As `openFile`, with a copy of the present file. @throws PosternError bad-input where a file is already */
  moveTo(file: string): Promise<void>
}

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
