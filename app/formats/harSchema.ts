import { z } from 'zod'
import { isHttpToken } from '../contract/http.ts'
import { withPseudoHeaders } from '../contract/pseudoHeaders.ts'

const NO_METHOD = 'is no HTTP method'

/** What a program wrote where the format wants a text: a number, a list or an object is told as it would be written. */
function textFrom(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}

/** What a program wrote where the format wants a number. */
function numberFrom(value: unknown): unknown {
  return typeof value === 'string' && /^\s*-?\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value
}

/** A list of names and values, which some programs write as an object; what is no pair in it is left out. */
function pairsFrom(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((each) => pair.safeParse(each).success)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) =>
    (Array.isArray(each) ? each : [each]).map((one: unknown) => ({ name, value: one })),
  )
}

const text = z.preprocess(textFrom, z.string().nullish().catch(null))
const pair = z.object({
  name: z.preprocess(textFrom, z.string()),
  value: text.transform((value) => value ?? ''),
  /** Of a part of a form that is a file. */
  fileName: text,
  contentType: text,
})
const pairs = z.preprocess(pairsFrom, z.array(pair).catch([]))
const number = z.preprocess(numberFrom, z.number().nullish().catch(null))
const blank = { text: null, encoding: null, size: null }

/** What is needed of an entry of HAR 1.2. Programs leave out or bend much of it: what can be read is read. */
export const harEntrySchema = z.object({
  startedDateTime: text,
  time: number,
  request: z.preprocess(
    withPseudoHeaders,
    z.object({
      method: z.string().trim().max(20, NO_METHOD).refine(isHttpToken, NO_METHOD),
      url: z
        .string()
        .trim()
        .regex(/^https?:\/\//i, 'is no http or https URL'),
      headers: pairs,
      cookies: pairs,
      queryString: pairs,
      postData: z.preprocess(
        (value) => (typeof value === 'string' ? { text: value } : value),
        z.object({ mimeType: text, text, params: pairs, encoding: text }).nullish().catch(null),
      ),
    }),
  ),
  response: z
    .object({
      status: z.preprocess(numberFrom, z.int().min(0).max(999).catch(0)),
      headers: pairs,
      cookies: pairs,
      content: z.object({ text, encoding: text, size: number }).catch(blank).nullish(),
      _error: text,
      comment: text,
    })
    .nullish()
    .catch(null),
  timings: z
    .object({
      blocked: number,
      dns: number,
      connect: number,
      ssl: number,
      send: number,
      wait: number,
      receive: number,
    })
    .nullish()
    .catch(null),
  _error: text,
  /** Of a browser: which cache the response came from. */
  _fromCache: text,
  /** Of a file that Postern wrote. */
  _postern: z.object({ direction: text }).nullish().catch(null),
})

export type ParsedHarEntry = z.infer<typeof harEntrySchema>
