import { z } from 'zod'
import { SIGNATURE_STATES } from './kinds.ts'

/** What of the secret is the key: `without-prefix` lacks `whsec_`, and so does what the last two decode. */
export const KEY_FORMS = ['whole', 'without-prefix', 'base64', 'hex'] as const
export const HASHES = ['sha256', 'sha1', 'sha512'] as const
/** Each is its own template: `id`, `timestamp` and `body` stand for these, and all else for itself. */
export const SIGNED_FORMS = [
  'body',
  'timestamp.body',
  'id.timestamp.body',
  'timestamp:body',
  'v0:timestamp:body',
  'timestampbody',
  'id.body',
  'body.timestamp',
] as const
export const SIGNATURE_ENCODINGS = ['hex', 'base64', 'base64url'] as const
/** What is in the header beside the signature. */
export const HEADER_FORMS = ['bare', 'sha256=', 'sha1=', 'sha512=', 'v0=', 'v1,', 't=,v1='] as const

/** How a delivery is signed: an HMAC with `key` over `signed`, in the header as `encoding` and `header` say. */
export const schemeSchema = z.strictObject({
  key: z.enum(KEY_FORMS),
  hash: z.enum(HASHES),
  signed: z.enum(SIGNED_FORMS),
  encoding: z.enum(SIGNATURE_ENCODINGS),
  header: z.enum(HEADER_FORMS),
})

/** How surely a scheme is that of the sender: `found` from one delivery, `certain` after a second one. */
export const CERTAINTIES = ['assumed', 'found', 'certain'] as const

/** What is known of a delivery beyond its request. */
export const deliverySchema = z.strictObject({
  /** Such as `timesheet.approve`; null where nothing names it. */
  event: z.string().nullable(),
  /** What the sender calls the delivery; null where it has no such header. */
  sentId: z.string().nullable(),
  signature: z.enum(SIGNATURE_STATES),
  scheme: schemeSchema.nullable(),
  certainty: z.enum(CERTAINTIES).nullable(),
  /** Name of the secret that signed it, never the secret. */
  signedBy: z.string().nullable(),
  reason: z.string(),
  /** The bytes of the body in base64, where its text does not give them back. */
  raw: z.string().nullable(),
  /** What Postern returned to the sender; null where it returned nothing. */
  returned: z.strictObject({ status: z.int(), afterMs: z.number().nonnegative() }).nullable(),
  /** URL of the program that the delivery was forwarded to. */
  forwardedTo: z.string().nullable(),
})

/** What its receiver knows of a delivery besides the exchange. */
export interface DeliveryFacts {
  /** Whether the same delivery arrived before, and whether a 2xx was returned to that one. */
  earlier: { wasAccepted: boolean } | null
  /** Epoch ms that the sender wrote; null where nothing tells. */
  sentAt: number | null
}

export type KeyForm = (typeof KEY_FORMS)[number]
export type Hash = (typeof HASHES)[number]
export type SignedForm = (typeof SIGNED_FORMS)[number]
export type SignatureEncoding = (typeof SIGNATURE_ENCODINGS)[number]
export type HeaderForm = (typeof HEADER_FORMS)[number]
export type Scheme = z.infer<typeof schemeSchema>
export type Certainty = (typeof CERTAINTIES)[number]
export type SignatureState = (typeof SIGNATURE_STATES)[number]
export type DeliveryDetails = z.infer<typeof deliverySchema>

/** The header of the API documentation. */
export const SIGNATURE_HEADER = 'Webhooks-Signature'

const OF_SIGNATURES = /signature(?:-256)?$/i

/** Whether a header of a delivery carries a signature, by its name. */
export function isSignatureHeader(name: string): boolean {
  return OF_SIGNATURES.test(name)
}

/** On what Postern signs itself: it says nothing about the scheme of the API. */
export const SIMULATED_HEADER = 'x-postern-simulated'
