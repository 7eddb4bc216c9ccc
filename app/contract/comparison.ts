import { z } from 'zod'
import { findingSchema } from './exchange.ts'

export const VERDICTS = [
  'fixed',
  'same',
  'different-failure',
  'worse',
  'still-succeeds',
  'undecided',
] as const

/** A plain value on both sides; null where it is not there. */
const differenceOf = <T extends z.ZodType>(value: T) =>
  z.strictObject({ before: value.nullable(), after: value.nullable() }).nullable()

const text = differenceOf(z.string())
const number = differenceOf(z.number())

const jsonChangeSchema = z.strictObject({
  kind: z.enum(['added', 'removed', 'changed']),
  /** JSONPath (RFC 9535); an element that has an id is named by it and not by its position. */
  path: z.string(),
  /** Short texts of the values; null on the side where there is none. */
  before: z.string().nullable(),
  after: z.string().nullable(),
})

const jsonDiffSchema = z.strictObject({
  /** Some of them; `counts` has all. */
  changes: z.array(jsonChangeSchema),
  counts: z.strictObject({ added: z.number(), removed: z.number(), changed: z.number() }),
  /** How many changes come after those in the list. */
  more: z.number(),
  /** Paths of fields that differ but belong to one call only, such as a trace ID; at most as many as changes. */
  setAside: z.array(z.string()),
})

const bodySchema = z.discriminatedUnion('kind', [
  /** Both are the same, or neither answer has one. */
  z.strictObject({ kind: z.literal('equal') }),
  /** The values are the same and the texts are not. */
  z.strictObject({ kind: z.literal('written-otherwise'), sentence: z.string() }),
  z.strictObject({ kind: z.literal('json'), diff: jsonDiffSchema }),
  z.strictObject({
    kind: z.literal('text'),
    firstDifference: z.strictObject({
      line: z.number(),
      before: z.string().nullable(),
      after: z.string().nullable(),
    }),
  }),
  z.strictObject({ kind: z.literal('missing'), side: z.enum(['before', 'after']) }),
])

const headersSchema = z.strictObject({
  /** Names in lower case; null where the header is not there; values of one that is repeated are joined. */
  changes: z.array(
    z.strictObject({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  /** Names of headers that differ, as they do between any two answers. */
  setAside: z.array(z.string()),
})

/** What differs between two exchanges. A member is null where both sides are the same. */
export const comparisonSchema = z.strictObject({
  verdict: z.enum(VERDICTS),
  /** What the verdict says of these two, in plain words. */
  sentence: z.string(),
  status: number,
  code: number,
  message: text,
  failure: text,
  key: text,
  /** Attempts with purpose `request`. */
  attempts: number,
  headers: headersSchema,
  /** By rule and place; the sentences may name ids. */
  findings: z.strictObject({ gone: z.array(findingSchema), added: z.array(findingSchema) }),
  body: bodySchema,
  /** What was asked for differs: the later request was edited, or is another one. */
  request: z.strictObject({ method: text, url: text, headers: headersSchema, body: bodySchema }).nullable(),
})

export type Verdict = (typeof VERDICTS)[number]
export type Comparison = z.infer<typeof comparisonSchema>
export type BodyComparison = z.infer<typeof bodySchema>
export type HeaderDiff = z.infer<typeof headersSchema>
export type JsonChange = z.infer<typeof jsonChangeSchema>
export type JsonDiff = z.infer<typeof jsonDiffSchema>
