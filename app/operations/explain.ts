import { z } from 'zod'
import { exchangeSchema, headerSchema } from '../contract/exchange.ts'
import { claimsSchema } from '../contract/token.ts'
import { importedExchange, importedRequest } from '../diagnosis/importedExchange.ts'
import { readRawAnswer } from '../diagnosis/rawAnswer.ts'
import { readRequestLine, readSaved } from '../diagnosis/savedAnswer.ts'
import { operation } from './operation.ts'

/** A response that was never an exchange of ours has no id of its own. */
const NO_ID = '00000000000000000000000000'

/** Longest answer that is explained, in characters or bytes. */
const LONGEST = 40 * 1024 * 1024

/** Explains a response that somebody has. Nothing is sent and nothing is kept. */
export const explainAnswer = operation({
  name: 'explain:answer',
  kind: 'read',
  summary: 'explain a response that you have',
  input: z.strictObject({
    /** A body, or a whole response with its head; as bytes where its encoding is not known yet. */
    answer: z.union([z.string().max(LONGEST), z.instanceof(Uint8Array)]),
    /** Null when nobody told it: then it is read from the body, and `isGuessed` says so. */
    status: z.int().min(100).max(999).nullable(),
    /** Such as `GET /api/external/sites?customerId=7`; empty when it is not known. */
    request: z.string().max(16_384),
    headers: z.array(headerSchema).max(200),
    claims: claimsSchema.nullable(),
  }),
  output: z.strictObject({
    exchange: exchangeSchema,
    /** True when nobody told the HTTP status. */
    isGuessed: z.boolean(),
    /** True when the request could not be read, and was left out. */
    isRequestUnread: z.boolean(),
  }),
  run({ catalog, redactor, now }, { answer, status, request: line, headers, claims }) {
    const bytes = typeof answer === 'string' ? new TextEncoder().encode(answer) : answer
    const { response, isGuessed } = readSaved(readRawAnswer(bytes), status, headers)
    const request = readRequestLine(line, catalog())
    return {
      exchange: importedExchange({
        id: NO_ID,
        request: redactor.request(request ?? importedRequest('GET', '', catalog())),
        response: redactor.response(response),
        isStatusGuessed: isGuessed,
        claims,
        now: now(),
        catalog: catalog(),
      }),
      isGuessed,
      isRequestUnread: request === null,
    }
  },
})
