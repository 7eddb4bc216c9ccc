import { z } from 'zod'
import { headerSchema } from './exchange.ts'
import { FAILURE_KINDS } from './kinds.ts'

const MOST_ATTEMPTS = 100
const LONGEST_BODY = 1024 * 1024

const attemptSchema = z
  .strictObject({
    purpose: z.enum(['request', 'token'], { error: 'takes "request" or "token"' }),
    startedAt: z.iso.datetime({
      offset: true,
      error: 'takes a time with its zone, for example 2026-03-02T09:00:00Z',
    }),
    status: z.int().min(100).max(999).nullable().optional(),
    /** Of the response: pairs, or an object. */
    headers: z
      .union([z.array(headerSchema).max(200), z.record(z.string(), z.string())], {
        error: 'takes an object, or a list of pairs of name and value',
      })
      .optional(),
    /** Of the response: its text, or its JSON. */
    body: z.union([z.string().max(LONGEST_BODY), z.json()]).optional(),
    failure: z
      .enum(FAILURE_KINDS, { error: `takes one of ${FAILURE_KINDS.join(', ')}` })
      .nullable()
      .optional(),
  })
  .refine(({ status, failure }) => (status ?? failure ?? null) !== null, 'needs a status or a failure')

/** What came before a response that somebody has: the earlier attempts, oldest first. */
export const earlierAttemptsSchema = z
  .array(attemptSchema, { error: 'is no list of attempts' })
  .max(MOST_ATTEMPTS, `takes up to ${MOST_ATTEMPTS} attempts`)
  .superRefine((attempts, context) => {
    const late = attempts.findIndex(
      ({ startedAt }, at) => Date.parse(startedAt) < Date.parse(attempts[at - 1]?.startedAt ?? startedAt),
    )
    if (late > 0)
      context.addIssue({
        code: 'custom',
        path: [late, 'startedAt'],
        message: 'is before the one above it: the list goes oldest first',
      })
  })

export type EarlierAttempt = z.infer<typeof attemptSchema>
