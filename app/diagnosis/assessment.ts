import type { Catalog } from '../catalog/catalog.ts'
import { classText } from '../catalog/statuses/classes.ts'
import type { RetryHelp } from '../catalog/text.ts'
import type { ApiResponse, Envelope, EnvelopeKind, Failure, Outcome } from '../contract/exchange.ts'
import { isBodyless, isDue, type Subject } from './subject.ts'
import { isForeign, isSuccess } from './decode.ts'
import { GATEWAY_TEXTS } from './causes/gatewayTexts.ts'
import { gatewayOf, type Gateway } from './gateways.ts'
import { isApiKind } from './shapes.ts'
import { isNamed } from './topics/facts.ts'

/**
 * Where an answer stands. `done`: HTTP and envelope say success. `failed`: a 2xx whose code says failure. `unclear`: a 2xx
 * envelope without a readable code. `unusable`: a 2xx without what the API promises. `refused`: any other status.
 */
export type AnswerStatus = 'done' | 'failed' | 'unclear' | 'unusable' | 'refused'

/** What outcome, retry policy and diagnosis agree on about an answer. */
export interface Assessment {
  answerStatus: AnswerStatus
  /** The HTTP status whose rule holds: the one that the service code mirrors, where it mirrors one. */
  effectiveStatus: number
  /** What the catalog says of sending it again. */
  helps: RetryHelp
  /** True when something in front of the API answered in its place. */
  isForeign: boolean
  /** What answered in place of the API, by its signs. */
  gateway: Gateway | null
}

/** An answer, and what was asked for. */
export interface Answered {
  subject: Subject
  method: string
  response: ApiResponse
  envelope: Envelope
  catalog: Pick<Catalog, 'serviceCodes' | 'httpStatuses'>
}

export function assess(answered: Answered): Assessment {
  const { response, envelope, catalog } = answered
  const effectiveStatus = effectiveStatusOf(response.status, envelope.code, catalog)
  const gateway = mayBeToken(answered) ? null : senderOf(answered)
  // The API documentation's rule holds for each 5xx, whoever returned it.
  const ofGateway =
    gateway && !isServerError(response.status) && response.status !== 403
      ? GATEWAY_TEXTS[gateway.says].retry?.helps
      : undefined
  return {
    answerStatus: answerStatusOf(answered),
    effectiveStatus,
    helps: wantsOtherCredentials(answered)
      ? 'no'
      : (ofGateway ?? helpsOf(effectiveStatus, envelope.code, catalog)),
    isForeign: gateway !== null || isFromElsewhere(answered),
    gateway,
  }
}

/** A form that others use too is no sign where its words name a part of the request: who wrote them has read it. */
function senderOf({ subject, response, envelope }: Answered): Gateway | null {
  const gateway = gatewayOf(response, envelope.kind)
  if (gateway?.isGuess !== true || response.status !== 400) return gateway
  const said = (envelope.message ?? '').slice(0, 500)
  // Who tells of the JSON has read the body.
  if (/\bjson\b/i.test(said)) return null
  const { endpoint, target } = subject
  const names = [
    ...target.query.map(([name]) => name),
    ...[...(endpoint?.parameters ?? []), ...(endpoint?.body ?? [])].map(({ name }) => name),
  ]
  return names.slice(0, MOST_NAMES).some((name) => name.length > 2 && isNamed(said, name)) ? null : gateway
}

const MOST_NAMES = 100

/**
 * A code that mirrors an HTTP status has more nuance than the status it came with, so its rule holds. A 403 is never
 * retried, whatever its code. From the guide's "Status codes inside the envelope" and "Retry strategy".
 */
function effectiveStatusOf(
  status: number,
  code: number | null,
  { serviceCodes }: Pick<Catalog, 'serviceCodes'>,
): number {
  if (status === 403 || status === 304 || code === null) return status
  return serviceCodes[code]?.mirrors ?? status
}

/** Of the status that rules where the guide tells how to retry it, else of a code that has advice of its own. */
function helpsOf(
  effectiveStatus: number,
  code: number | null,
  { serviceCodes, httpStatuses }: Answered['catalog'],
): RetryHelp {
  const known = code === null || code === 0 ? undefined : serviceCodes[code]
  const hasOwnAdvice = known && known.mirrors === null && !known.generic && !hasRetryRule(effectiveStatus)
  return (hasOwnAdvice ? known : (httpStatuses[effectiveStatus] ?? classText(effectiveStatus))).retry.helps
}

/** The statuses in the guide's "Retry strategy". */
export function hasRetryRule(status: number): boolean {
  return status === 401 || status === 403 || status === 429 || isServerError(status)
}

export function isServerError(status: number): boolean {
  return status >= 500 && status <= 599
}

function answerStatusOf(answered: Answered): AnswerStatus {
  const { subject, response, envelope } = answered
  const { status } = response
  // 304 is what a conditional request hopes for (RFC 9110, 15.4.5).
  if (status === 304) return 'done'
  if (status === 0 && !isApiKind(envelope.kind)) return 'unusable'
  if (status !== 0 && (status < 200 || status > 299)) return 'refused'
  if (isSuccess(status, envelope)) return subject.isTokenAnswer || isUsable(answered) ? 'done' : 'unusable'
  return envelope.code === null ? 'unclear' : 'failed'
}

/** Bodies that we ourselves cut are no fault of the API. */
const CUT: ReadonlySet<EnvelopeKind> = new Set(['broken-json', 'empty'])

/** Whether a 2xx brought what was asked for: an envelope where one is due, elsewhere JSON, or nothing where nothing was to come. */
function isUsable({ subject, method, response, envelope }: Answered): boolean {
  const { kind } = envelope
  if (isApiKind(kind) || (response.truncated && CUT.has(kind))) return true
  if (kind === 'empty' && isBodyless({ request: { method }, response })) return true
  if (isDue(subject)) return false
  return kind === 'other-json' || (kind === 'empty' && !/^get$/i.test(method))
}

/** A token response may be any text; its words are looked at where it refuses, and in web pages. */
function mayBeToken({ subject, response, envelope }: Answered): boolean {
  return subject.isTokenAnswer && response.status < 300 && envelope.kind !== 'html'
}

/** The token exchange is not bound to the envelope: there, plain text may well be the API's own. */
function isFromElsewhere({ subject, envelope: { kind } }: Answered): boolean {
  return isForeign(kind) && !(subject.isTokenAnswer && kind === 'text')
}

type Refused = Pick<Answered, 'subject' | 'response' | 'envelope'>

/** True when the gateway in front of live operations asks for its own key, which no fresh token replaces. */
export function wantsSubscription({ subject, response, envelope }: Refused): boolean {
  const { kind } = envelope
  if (response.status !== 401 || isApiKind(kind) || subject.isTokenAnswer) return false
  const said = (envelope.message ?? '').slice(0, 2000)
  if (/subscription[ -]?key/i.test(said)) return true
  if (kind !== 'gateway') return false
  const isAsked = subject.endpoint?.parameters.some((parameter) => parameter.in === 'header') ?? false
  return /subscription/i.test(said) || (isAsked && !/token|jwt/i.test(said))
}

/** Schemes of a `WWW-Authenticate` (RFC 9110, section 11.6.1) that ask for a password, or a key of the gateway's own. */
const OTHER_SCHEME = /^\s*(?:basic|digest|negotiate|ntlm|kerberos|key|api-?key|azureapimanagementkey)\b/i

/** True when a 401 that is not in the form of the API's asks for credentials that no token of the API replaces. */
function wantsOtherCredentials(answered: Refused): boolean {
  const { response, envelope } = answered
  if (response.status !== 401 || isApiKind(envelope.kind)) return false
  const challenges = response.headers
    .filter(([name]) => name.toLowerCase() === 'www-authenticate')
    .map(([, value]) => value.slice(0, 1000))
  if (challenges.some((challenge) => /\bbearer\b/i.test(challenge))) return wantsSubscription(answered)
  return challenges.some((challenge) => OTHER_SCHEME.test(challenge)) || wantsSubscription(answered)
}

/**
 * Whether an answer to a further exchange of a key that gave a token before refuses that key. From the guide: "if the
 * refresh also fails, the API key has likely been revoked". What passes with time does not refuse it.
 */
export function isRefreshRefused({ answerStatus, effectiveStatus, isForeign }: Assessment): boolean {
  if (isForeign || answerStatus === 'done') return false
  return (
    answerStatus !== 'refused' ||
    (effectiveStatus >= 400 && effectiveStatus < 500 && ![407, 408, 429].includes(effectiveStatus))
  )
}

const OUTCOMES: Readonly<Record<AnswerStatus, Outcome>> = {
  done: 'success',
  failed: 'service-failure',
  unclear: 'service-failure',
  // No usable answer came.
  unusable: 'transport-failure',
  refused: 'http-failure',
}

/** How an exchange ended, from what came last: why no usable answer came, or the answer; null where there is none. */
export function outcomeOf(failure: Failure | null, answered: Answered | null): Outcome {
  if (failure?.code === 'CANCELLED') return 'cancelled'
  if (failure || !answered) return 'transport-failure'
  const answerStatus = answerStatusOf(answered)
  // A token exchange that is the last of an exchange has led to no token.
  return answered.subject.isTokenAnswer && answerStatus === 'done'
    ? 'service-failure'
    : OUTCOMES[answerStatus]
}
