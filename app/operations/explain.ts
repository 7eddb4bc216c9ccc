import { ulid } from 'ulid'
import { z } from 'zod'
import { exchangeSchema, headerSchema } from '../contract/exchange.ts'
import { claimsSchema } from '../contract/token.ts'
import { importedRequest } from '../diagnosis/importedExchange.ts'
import { readRawAnswer } from '../diagnosis/rawAnswer.ts'
import { readRequestLine } from '../diagnosis/savedAnswer.ts'
import { readTranscript } from '../diagnosis/transcript.ts'
import { operation } from './operation.ts'

/** Longest answer that is explained, in characters or bytes. */
const LONGEST = 256 * 1024 * 1024

const answerSchema = z.strictObject({
  /**
   * A body, a whole response with its head, what `curl -v` prints, or an entry of a HAR file; as bytes where its
   * encoding is not known yet.
   */
  answer: z.union([z.string().max(LONGEST), z.custom<Uint8Array>((value) => value instanceof Uint8Array)]),
  /** Null when nobody told it: then it is read from the answer, and `isGuessed` says whether it was guessed. */
  status: z.int().min(100).max(999).nullable(),
  /** Such as `GET /api/external/sites?customerId=7`; empty when it is not known. */
  request: z.string().max(16_384),
  headers: z.array(headerSchema).max(200),
  claims: claimsSchema.nullable(),
})

type Given = z.infer<typeof answerSchema>

/** Explains a response that somebody has. Nothing is sent and nothing is kept. */
export const explainAnswer = operation({
  name: 'explain:answer',
  kind: 'read',
  summary: 'explain a response that you have',
  input: answerSchema,
  output: z.strictObject({
    exchange: exchangeSchema,
    /** True when nobody told the HTTP status. */
    isGuessed: z.boolean(),
    /** True when the request could not be read, and was left out. */
    isRequestUnread: z.boolean(),
  }),
  run({ catalog, recordSaved, now }, given) {
    const { answer, status, request: line, headers, claims } = withTranscript(given)
    const request = readRequestLine(line, catalog())
    const { exchange, isStatusGuessed } = recordSaved({
      id: ulid(now()),
      raw: readRawAnswer(answer),
      status,
      headers,
      request: request ?? importedRequest('GET', '', catalog()),
      claims,
      now: now(),
      catalog: catalog(),
    })
    return { exchange, isGuessed: isStatusGuessed, isRequestUnread: request === null }
  },
})

/** What a transcript tells beside the response counts where nothing else was told. */
function withTranscript({ answer, ...given }: Given): Omit<Given, 'answer'> & { answer: Uint8Array } {
  const text = typeof answer === 'string' ? answer : new TextDecoder().decode(answer)
  const told = readTranscript(text)
  if (told.request === null)
    return { ...given, answer: typeof answer === 'string' ? new TextEncoder().encode(answer) : answer }
  return {
    answer: new TextEncoder().encode(told.answer),
    status: given.status ?? told.status,
    request: given.request === '' ? told.request : given.request,
    headers: [...told.headers, ...given.headers],
    claims: given.claims ?? told.claims,
  }
}
