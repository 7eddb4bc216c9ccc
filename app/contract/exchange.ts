import { z } from 'zod'
import { clientDidSchema, clientSchema, GROUPED } from './capture.ts'
import { deliverySchema } from './webhooks.ts'
import {
  DECISION_ACTIONS,
  DELIVERY_RULES,
  EXCHANGE_VERSION,
  FAILURE_KINDS,
  KEY_PLACES,
  OUTCOMES,
  SOURCES,
} from './kinds.ts'

export { DECISION_ACTIONS, EXCHANGE_VERSION, FAILURE_KINDS, OUTCOMES, SOURCES }

/**
 * The exchange document: what history keeps, what the bridge carries and what `--json` prints.
 * Times are ISO 8601 in UTC, durations are milliseconds, sizes are bytes.
 */
const isoTime = z.iso.datetime()
const milliseconds = z.number().nonnegative()
const bytes = z.int().nonnegative()

export const headerSchema = z.tuple([z.string(), z.string()])

const requestSchema = z.strictObject({
  method: z.string(),
  url: z.string(),
  /** The path with its ids replaced by names, such as `/api/external/staffs/{id}/licenses`. */
  route: z.string(),
  headers: z.array(headerSchema),
  body: z.string().nullable(),
  /** True when sending it twice does no harm: by its method, or because the user vouches for it. */
  idempotent: z.boolean(),
})

const timingSchema = z.strictObject({
  /** Time held back before sending, by the window or a back-off. */
  waitedMs: milliseconds,
  /** Null where the phase did not happen: an open connection was used again, or it is plain HTTP. */
  dnsMs: milliseconds.nullable(),
  connectMs: milliseconds.nullable(),
  tlsMs: milliseconds.nullable(),
  /** From the start of the round trip to the first byte of the answer; null when none came. */
  firstByteMs: milliseconds.nullable(),
  /** The whole round trip up to the last byte, without `waitedMs`; null while it is under way. */
  totalMs: milliseconds.nullable(),
})

/**
 * Where a response bends HTTP, though it can be read: bytes came after its end (RFC 9112 section 6.3), or its body is not
 * coded as Content-Encoding says.
 */
export const RESPONSE_FLAWS = ['bytes-after-end', 'content-encoding-wrong'] as const

const responseSchema = z.strictObject({
  /** 0 where nobody told it, as of a body that was pasted without its head. */
  status: z.union([z.literal(0), z.int().min(100).max(999)]),
  headers: z.array(headerSchema),
  /** Decoded text of the body, redacted, cut at the body cap. */
  body: z.string(),
  /** Size of the body as received after content decoding, before any cut was made. */
  bodyBytes: bytes,
  truncated: z.boolean(),
  /** Missing where nothing is wrong. */
  flaws: z.array(z.enum(RESPONSE_FLAWS)).optional(),
})

const failureSchema = z.strictObject({
  kind: z.enum(FAILURE_KINDS),
  /** Node's or OpenSSL's code, such as `ECONNREFUSED`; for redirects and caps a code of our own. */
  code: z.string().nullable(),
  message: z.string(),
  /** False when it is certain that no byte of the request reached the server. */
  mayHaveBeenSent: z.boolean(),
})

const decisionSchema = z.strictObject({
  action: z.enum(DECISION_ACTIONS),
  /** Name of the policy's rule, such as `forbidden-never`. */
  rule: z.string(),
  reason: z.string(),
  delayMs: milliseconds,
})

/** What was asked. The parts that are optional are missing in what earlier versions wrote. */
const tokenRequestSchema = z.strictObject({
  method: z.string(),
  url: z.string(),
  /** Where in the response the profile looks for the token. */
  tokenAt: z.string().nullable(),
  /** Where the key was, and under which name. */
  sendKeyIn: z.enum(KEY_PLACES).optional(),
  keyName: z.string().optional(),
  /** Whether such a token request had led to a token before. */
  isProven: z.boolean().optional(),
})

export const attemptSchema = z.strictObject({
  /** Counts from 1 through the whole exchange, token exchanges included. */
  number: z.int().positive(),
  purpose: z.enum(['token', 'request']),
  startedAt: isoTime,
  timing: timingSchema,
  response: responseSchema.nullable(),
  failure: failureSchema.nullable(),
  /** Null while the attempt is under way, and for answers that Postern did not fetch itself. */
  decision: decisionSchema.nullable(),
  /** Of a token request. Missing elsewhere. */
  tokenRequest: tokenRequestSchema.optional(),
  /**
   * Of a call with a token that Postern did not send: the same for the same token within one capture or one file. The salt that it
   * is made with is kept nowhere.
   */
  tokenMark: z.string().optional(),
  /** Of a captured call: how it was put beside the attempts before it. */
  grouped: z.enum(GROUPED).optional(),
  /** Of a captured call: what the program did next. Missing where nothing was to be done, or it is not known yet. */
  clientDid: clientDidSchema.optional(),
  /** The redirects that were followed, in order: the status of each, and the address it led to. Missing where there was none. */
  redirects: z.array(z.strictObject({ status: z.int(), url: z.string() })).optional(),
})

export const ENVELOPE_KINDS = [
  'standard',
  'paged',
  'cursor',
  'live-operations',
  'gateway',
  'problem-details',
  'html',
  'text',
  'empty',
  'broken-json',
  'other-json',
] as const

const pageSchema = z.strictObject({
  next: z.string().nullable(),
  previous: z.string().nullable(),
  recordCount: z.number().nullable(),
  totalRecordCount: z.number().nullable(),
})

const serviceErrorSchema = z.strictObject({ code: z.number().nullable(), message: z.string() })

/** What a body says, whatever its kind; the raw body stands in the response. */
export const envelopeSchema = z.strictObject({
  kind: z.enum(ENVELOPE_KINDS),
  code: z.number().nullable(),
  message: z.string().nullable(),
  /** The first hundred. */
  errors: z.array(serviceErrorSchema),
  /** How many errors the body lists, where those are more than are kept. */
  errorTotal: z.number().int().optional(),
  count: z.number().nullable(),
  page: pageSchema.nullable(),
})

export const FINDING_RULES = [
  'failure-status-with-success-code',
  'success-status-with-failure-code',
  'code-contradicts-status',
  'errors-missing-on-failure',
  'errors-present-on-success',
  'data-present-on-failure',
  'messages-disagree',
  'count-disagrees',
  'paging-disagrees',
  'field-missing',
  'field-has-wrong-type',
  'field-unknown',
  'code-unknown',
  'kind-unexpected',
  'content-type-wrong',
  'not-from-the-api',
  'number-loses-precision',
  'trace-id-missing',
  'body-truncated',
  ...RESPONSE_FLAWS,
  ...DELIVERY_RULES,
] as const

export const findingSchema = z.strictObject({
  rule: z.enum(FINDING_RULES),
  severity: z.enum(['error', 'warning', 'info']),
  /** JSONPath of the place (RFC 9535); `$` for the answer as a whole. */
  path: z.string(),
  message: z.string(),
})

const CLAIM_NAMES = ['KeyType', 'CompanyId', 'CustomerId', 'SiteId'] as const

/** One row of the table that holds a token's claims against a request. */
const scopeRowSchema = z.strictObject({
  claim: z.enum(CLAIM_NAMES),
  /** What the key may see; empty means that the claim sets no limit. Null: the claims are not known. */
  allowed: z.array(z.string()).nullable(),
  /** What the request asks for; empty when it names nothing of this kind. */
  requested: z.array(z.string()),
  verdict: z.enum(['allows', 'refuses', 'not-named', 'unknown']),
})

const scopeSchema = z.strictObject({
  rows: z.array(scopeRowSchema),
  /** The claim that refuses, when the evidence decides it. */
  refusedBy: z.enum(CLAIM_NAMES).nullable(),
  /** The value of the request that is refused, such as `1099`. */
  refusedValue: z.string().nullable(),
  /** Where the request names that value: `query customerId`, `path {id}`, `body $.customerId`, `message`. */
  namedIn: z.string().nullable(),
})

/** A validation error tied to the part of the request that it names. */
const parameterErrorSchema = z.strictObject({
  message: z.string(),
  in: z.enum(['query', 'path', 'body', 'header']),
  name: z.string(),
  /** The value that was sent; null when the parameter was left out. */
  value: z.string().nullable(),
  /** The value is null because nobody told this part of the request. Missing elsewhere. */
  isUnknown: z.literal(true).optional(),
})

/** One error that the API lists. */
const saidSchema = z.strictObject({
  /** The field that the error names, or that its message names; null when neither does. */
  field: z.string().nullable(),
  message: z.string(),
  code: z.number().nullable(),
  /** The value that was sent for the field; null when none was. */
  sent: z.string().nullable(),
  /** True when the request has the field, or its endpoint knows it. */
  tied: z.boolean(),
})

export const REMEDY_ACTIONS = [
  'switch-key',
  'edit-request',
  'refresh-token',
  'replay',
  'wait-and-replay',
  'enter-key',
  'copy-for-support',
  'open-catalog',
  'open-settings',
  'open-token-settings',
  'open-time-settings',
  'other-region',
  'show-answer',
  'save-secret',
] as const

export const diagnosisSchema = z.strictObject({
  headline: z.string(),
  meaning: z.string(),
  cause: z.string(),
  remedy: z.array(z.string()),
  /** As long as `remedy`: what a button beside each step does, or null where only a person can do it. */
  remedyActions: z.array(z.enum(REMEDY_ACTIONS).nullable()),
  basis: z.enum(['service-code', 'http-status', 'status-class', 'transport', 'body-shape', 'words']),
  retry: z.strictObject({
    helps: z.enum(['no', 'now', 'later', 'unsafe']),
    advice: z.string(),
    notBefore: isoTime.nullable(),
  }),
  scope: scopeSchema.nullable(),
  parameters: z.array(parameterErrorSchema),
  /** All that the API says in `errors`. Documents of earlier versions have no such list. */
  said: z.array(saidSchema).optional(),
  traceId: z.string().nullable(),
  /** Equal for failures that are the same problem. */
  fingerprint: z.string(),
})

/** How surely a pasted response was read: as it is, found in a text, with a status that was guessed, or with none. */
const CONFIDENCES = ['as-it-stands', 'found', 'guessed', 'unknown'] as const

export const exchangeSchema = z.strictObject({
  version: z.literal(EXCHANGE_VERSION),
  id: z.ulid(),
  source: z.enum(SOURCES),
  replayOf: z.ulid().nullable(),
  profile: z.string(),
  /** Alias of the key, never the key. */
  key: z.string().nullable(),
  startedAt: isoTime,
  endedAt: isoTime.nullable(),
  request: requestSchema,
  attempts: z.array(attemptSchema),
  /** Null while the exchange is under way. */
  outcome: z.enum(OUTCOMES).nullable(),
  envelope: envelopeSchema.nullable(),
  findings: z.array(findingSchema),
  diagnosis: diagnosisSchema.nullable(),
  /** The program that sent it; of a captured call alone. */
  client: clientSchema.optional(),
  /** Of a webhook that arrived: its attempts are what the user's program returned, or Postern itself where it forwarded nothing. */
  direction: z.literal('in').optional(),
  delivery: deliverySchema.optional(),
  /** Of a pasted response alone. */
  confidence: z.enum(CONFIDENCES).optional(),
  /** How a pasted text was read, and what was set aside: a sentence each. */
  reading: z.array(z.string()).optional(),
})

export type ResponseFlaw = (typeof RESPONSE_FLAWS)[number]
export type Redirect = NonNullable<z.infer<typeof attemptSchema>['redirects']>[number]
export type Header = z.infer<typeof headerSchema>
export type ApiRequest = z.infer<typeof requestSchema>
export type Timing = z.infer<typeof timingSchema>
export type ApiResponse = z.infer<typeof responseSchema>
export type FailureKind = (typeof FAILURE_KINDS)[number]
export type Failure = z.infer<typeof failureSchema>
export type DecisionAction = (typeof DECISION_ACTIONS)[number]
export type Decision = z.infer<typeof decisionSchema>
export type Attempt = z.infer<typeof attemptSchema>
export type EnvelopeKind = (typeof ENVELOPE_KINDS)[number]
export type Page = z.infer<typeof pageSchema>
export type Envelope = z.infer<typeof envelopeSchema>
export type FindingRule = (typeof FINDING_RULES)[number]
export type Finding = z.infer<typeof findingSchema>
export type Severity = Finding['severity']
export type ClaimName = (typeof CLAIM_NAMES)[number]
export type ScopeRow = z.infer<typeof scopeRowSchema>
export type Scope = z.infer<typeof scopeSchema>
export type ParameterError = z.infer<typeof parameterErrorSchema>
export type Said = z.infer<typeof saidSchema>
export type RemedyAction = (typeof REMEDY_ACTIONS)[number]
export type Diagnosis = z.infer<typeof diagnosisSchema>
export type Confidence = (typeof CONFIDENCES)[number]
export type Outcome = (typeof OUTCOMES)[number]
export type Source = (typeof SOURCES)[number]
export type Exchange = z.infer<typeof exchangeSchema>
