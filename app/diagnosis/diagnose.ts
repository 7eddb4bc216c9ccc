import type { Diagnosis, Envelope, Failure, Said } from '../contract/exchange.ts'
import type { Basis, AnswerContext, Explanation } from './answerContext.ts'
import { subjectOf, type Subject } from './subject.ts'
import { failureInBody, withStatusSaid } from './causes/statusSaid.ts'
import { explainTransport } from './causes/transport.ts'
import { check, checkBody } from './check.ts'
import { decode, isSuccess, type Decoded } from './decode.ts'
import type { Evidence, Reading } from './evidence.ts'
import { explain } from './explain.ts'
import { parameterFinder, type ParameterFinder } from './parameters.ts'
import { isGeneral, sayingsOf } from './said.ts'
import { failurePrint, fingerprintOf } from './fingerprint.ts'
import { withLocation } from './location.ts'
import { withReadCall } from './mayHaveRun.ts'
import { findTraceId } from './traceId.ts'
import { clip } from '../contract/values.ts'
import { assess } from './assessment.ts'
import { readTopics, reasonsIn } from './topics/readTopics.ts'
import { stepsSaid } from './topics/stepSaid.ts'
import { oddValues } from './values/oddValues.ts'
import { sentValues } from './values/sentValues.ts'

/**
 * Explains how a request ended. It never throws, and always gives a headline, a basis and retry advice.
 * A body that has been decoded before can be handed in, so that it is read once.
 */
export function diagnose(evidence: Evidence, decoded?: Decoded): Reading {
  const subject = subjectOf(evidence)
  const { failure } = evidence
  const body = evidence.response ? (decoded ?? decode(evidence.response)) : null
  if (failure || !evidence.response || !body) return readFailure(evidence, subject, body)
  const statusSaid = evidence.response.status === 0 ? failureInBody(body) : null
  const response = statusSaid === null ? evidence.response : { ...evidence.response, status: statusSaid }

  const { target, endpoint, route, isTokenAnswer } = subject
  const { envelope } = body
  const findParameters = isTokenAnswer ? findNothing : parameterFinder(evidence.request, target, endpoint)
  const assessment = assess({
    subject,
    method: evidence.request.method,
    response,
    envelope,
    catalog: evidence.catalog,
  })
  const { gateway } = assessment
  // Written out: to spread objects here would cost more than to explain them.
  const messages = messagesOf(envelope)
  const topicsIn = oncePerText(readTopics)
  const sent = once(() => sentValues(evidence.request, target, endpoint))
  const parts: AnswerContext = {
    target,
    endpoint,
    route,
    isTokenAnswer,
    evidence,
    request: evidence.request,
    response,
    decoded: body,
    catalog: evidence.catalog,
    messages,
    topics: once(() => reasonsIn(messages, topicsIn)),
    topicsIn,
    stepsIn: oncePerText(stepsSaid),
    sent,
    odd: once(() => oddValues(sent())),
    said: gateway ? [] : sayingsOf(body.listed, findParameters),
    gateway,
    findParameters,
    traceId: findTraceId(response.headers, evidence.traceHeaders, body.value),
    assessment,
  }
  const findings = check(parts)
  const explained = explain(parts, findings)
  const { basis, explanation } = statusSaid === null ? explained : withStatusSaid(explained, statusSaid)
  const message = isSuccess(response.status, envelope) ? null : problemText(envelope)
  const fingerprint = fingerprintOf(placeOf(evidence, subject), response.status, envelope.code, message)
  return {
    envelope,
    findings,
    diagnosis: finish(evidence, explanation, basis, parts.traceId, fingerprint, parts.said),
  }
}

/** A value that is worked out when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** The same for each text. */
function oncePerText<T>(make: (text: string) => T): (text: string) => T {
  const made = new Map<string, T>()
  return (text) => {
    const known = made.get(text)
    if (known !== undefined) return known
    const value = make(text)
    made.set(text, value)
    return value
  }
}

/** The request holds nothing that a token request is about. */
const findNothing: ParameterFinder = () => []

const NOTHING_KNOWN: Failure = {
  kind: 'cancelled',
  code: null,
  message: 'Postern knows of no response.',
  mayHaveBeenSent: true,
}

function readFailure(evidence: Evidence, subject: Subject, body: Decoded | null): Reading {
  const { response } = evidence
  const failure = evidence.failure ?? NOTHING_KNOWN
  const { host } = subject.target
  const traceId = response ? findTraceId(response.headers, evidence.traceHeaders, body?.value) : null
  const fingerprint = failurePrint(placeOf(evidence, subject), failure)
  return {
    envelope: body?.envelope ?? null,
    findings: response ? checkBody(response) : [],
    diagnosis: finish(evidence, explainTransport(evidence, failure, host), 'transport', traceId, fingerprint),
  }
}

const MOST_MESSAGES = 10
const NO_WORDS = /^\W*(?:n\/?a|null|none|undefined|nil|error|\[object object\])?\W*$/iu

/** What frameworks write in place of a message, such as "." and "null", is none. */
function saysSomething(message: string): boolean {
  return (
    message !== '' &&
    (message.length > 30 || /[^\x20-\x7E\u2010-\u2026]/.test(message) || !NO_WORDS.test(message))
  )
}

/** What the answer says, the main message first, none twice. A general message comes after those that say more. */
function messagesOf({ message, errors }: Envelope): string[] {
  const said = message && saysSomething(message) ? [message] : []
  for (const error of errors) {
    if (said.length >= MOST_MESSAGES) break
    if (saysSomething(error.message) && !said.includes(error.message)) said.push(error.message)
  }
  // Nearly always the first is a particular one.
  const [first] = said
  if (said.length < 2 || first === undefined || !isGeneral(first)) return said
  const general = said.filter(isGeneral)
  return [...said.filter((message) => !general.includes(message)), ...general]
}

/** A key exchange that fails is one problem, whatever was to be sent with the token. */
function placeOf({ request }: Evidence, { route, isTokenAnswer }: Subject): string {
  return isTokenAnswer ? 'KEY exchange' : `${request.method.slice(0, 20)} ${route.slice(0, 300)}`
}

/** What tells one problem from another: the errors where there are any, since the main message may be general. */
function problemText({ message, errors }: Envelope): string | null {
  const said = errors.slice(0, 2).map((error) => error.message)
  return said.join(' ').trim() || message
}

function finish(
  { request, response }: Evidence,
  explained: Explanation,
  basis: Basis,
  traceId: string | null,
  fingerprint: string,
  said: Said[] = [],
): Diagnosis {
  const remedy = withReadCall(withLocation(explained.remedy, response), request)
  return {
    headline: clip(explained.headline, 200),
    meaning: clip(explained.meaning, 2000),
    cause: clip(explained.cause, 4000),
    remedy: remedy.map((step) => step.text),
    remedyActions: remedy.map((step) => step.action),
    basis,
    retry: explained.retry,
    scope: explained.scope,
    parameters: explained.parameters,
    said,
    traceId,
    fingerprint,
  }
}
