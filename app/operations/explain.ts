import { ulid } from 'ulid'
import { z } from 'zod'
import { earlierAttemptsSchema } from '../contract/earlierAttempt.ts'
import { exchangeSchema, headerSchema } from '../contract/exchange.ts'
import { claimsSchema } from '../contract/token.ts'
import { PASTED_CONTENTS } from '../reading/pastedText.ts'
import { operation } from './operation.ts'

/** Longest answer that is explained, in characters or bytes. */
const LONGEST = 256 * 1024 * 1024

const answerSchema = z.strictObject({
  /**
   * Any text that holds a response or tells why none came: a body, what curl prints, an error of a program, a line of a
   * log; as bytes where its encoding is not known yet.
   */
  answer: z.union([z.string().max(LONGEST), z.custom<Uint8Array>((value) => value instanceof Uint8Array)]),
  /** Null when nobody told it: then it is read from the answer. */
  status: z.int().min(100).max(999).nullable(),
  /** Such as `GET /api/external/sites?customerId=7`; empty when it is not known. */
  request: z.string().max(16_384),
  headers: z.array(headerSchema).max(200),
  claims: claimsSchema.nullable(),
  /** The body of the request, which may be empty; left out when it is not known. */
  body: z.string().max(LONGEST).optional(),
  attempts: earlierAttemptsSchema.optional(),
})

/** Explains a response that somebody has. Nothing is sent and nothing is kept. */
export const explainAnswer = operation({
  name: 'explain:answer',
  kind: 'read',
  summary: 'explain a response that you have',
  input: answerSchema,
  output: z.strictObject({
    exchange: exchangeSchema,
    /** What the text turned out to hold. */
    content: z.enum(PASTED_CONTENTS),
    /** True when the request could not be read, and was left out. */
    isRequestUnread: z.boolean(),
    /** Of a token that was read from the text; null where there was none. */
    claims: claimsSchema.nullable(),
  }),
  run: ({ explainPasted, now }, question) => explainPasted(question, ulid(now())),
})
