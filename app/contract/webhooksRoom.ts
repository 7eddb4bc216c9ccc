import { z } from 'zod'
import { FINDING_RULES } from './exchange.ts'
import { OUTCOMES, SIGNATURE_STATES } from './kinds.ts'
import { CERTAINTIES, schemeSchema } from './webhooks.ts'

/** One delivery as the room lists it. */
export const deliveryRowSchema = z.strictObject({
  id: z.string(),
  startedAt: z.string(),
  event: z.string().nullable(),
  signature: z.enum(SIGNATURE_STATES),
  /** Why the signature is what it is. */
  reason: z.string(),
  /** Status that Postern returned to the sender; null where it returned none. */
  returned: z.int().nullable(),
  isForwarded: z.boolean(),
  /** What the user's program returned, or why it returned nothing. */
  status: z.int().nullable(),
  failure: z.string().nullable(),
  /** Of the program, or of Postern where nothing was forwarded. */
  tookMs: z.number().nullable(),
  /** Null while the program works on it. */
  outcome: z.enum(OUTCOMES).nullable(),
  isReplay: z.boolean(),
  /** Rules of the findings. */
  findings: z.array(z.enum(FINDING_RULES)),
})

/** What the room Webhooks shows. */
export const webhooksStateSchema = z.strictObject({
  /** URL for the sender or a tunnel; null while Postern does not listen. */
  url: z.string().nullable(),
  /** The usual port where another one had to be taken. */
  portInUse: z.int().nullable(),
  forwardTo: z.string().nullable(),
  /** Names of the secrets that signatures are checked with; never the secrets. */
  secrets: z.array(z.string()),
  /** What deliveries have shown; null before the first that is valid. */
  known: z.strictObject({ scheme: schemeSchema, certainty: z.enum(CERTAINTIES) }).nullable(),
  /** The newest first. */
  rows: z.array(deliveryRowSchema),
  refused: z.strictObject({ count: z.int(), status: z.int(), message: z.string() }).nullable(),
})

/** The bytes that the signature of a delivery is over, as text. */
export const signedBytesSchema = z.strictObject({
  scheme: schemeSchema,
  certainty: z.enum(CERTAINTIES),
  /** The first of them. Bytes that are no UTF-8 are hex digits behind `\x`. Null where Postern redacted some. */
  text: z.string().nullable(),
  size: z.int().nonnegative(),
})

export type DeliveryRow = z.infer<typeof deliveryRowSchema>
export type WebhooksState = z.infer<typeof webhooksStateSchema>
export type SignedBytes = z.infer<typeof signedBytesSchema>
