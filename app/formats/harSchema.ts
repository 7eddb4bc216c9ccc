import { z } from 'zod'
import { isHttpToken } from '../contract/http.ts'

const NO_METHOD = 'is no HTTP method'
const pair = z.object({ name: z.string(), value: z.string().default('') })
/** Of lists that are read for their secrets alone; what is wrong in them makes no entry unreadable. */
const pairs = z.array(pair.nullable().catch(null)).nullish().catch(null)
const ms = z.number().nullish().catch(null)

/** What is needed of an entry of HAR 1.2; programs leave out much of what the format asks for. */
export const harEntrySchema = z.object({
  startedDateTime: z.string().default(''),
  time: ms,
  request: z.object({
    method: z.string().max(20, NO_METHOD).refine(isHttpToken, NO_METHOD),
    url: z.string().regex(/^https?:\/\//i, 'is no http or https address'),
    headers: z.array(pair).default([]),
    cookies: pairs,
    queryString: pairs,
    postData: z
      .object({ text: z.string().nullish(), params: z.array(pair).nullish(), encoding: z.string().nullish() })
      .nullish(),
  }),
  response: z
    .object({
      status: z.int().min(0).max(999),
      headers: z.array(pair).default([]),
      cookies: pairs,
      content: z
        .object({ text: z.string().nullish(), encoding: z.string().nullish(), size: z.number().nullish() })
        .nullish(),
      _error: z.string().nullish().catch(null),
    })
    .nullish(),
  timings: z.object({ blocked: ms, dns: ms, connect: ms, ssl: ms, send: ms, wait: ms }).nullish().catch(null),
})

export type ParsedHarEntry = z.infer<typeof harEntrySchema>
