import { cannotDecode, unknownCoding } from './coding.ts'
import type { ApiResponse, EnvelopeKind, Finding, ResponseFlaw } from '../contract/exchange.ts'
import type { AnswerContext } from './answerContext.ts'
import { isBodyless, isDue, isLeftOut } from './subject.ts'
import { checkFields } from './checkFields.ts'
import { checkMeaning } from './checkMeaning.ts'
import { isForeign, isSuccess, type Decoded } from './decode.ts'
import { bySeverity, finding } from './findings.ts'
import { headerOf, isHtmlType, isJsonType } from '../contract/headers.ts'
import { isApiKind } from './shapes.ts'
import { isObject, own } from '../contract/values.ts'
import { plural, formFor } from '../contract/words.ts'

/** Every place where an answer breaks, or bends, the contract; what follows from another finding is left out. */
export function check(subject: AnswerContext): Finding[] {
  const { decoded, response } = subject
  if (subject.evidence.isBodyPartial) return []
  const { kind } = decoded.envelope
  if (isLeftOut(response)) return []
  // What a body says that could not be decoded is not known.
  if (kind === 'text' && unknownCoding(response) !== null) return checkBody(response)
  const found: Finding[] = [
    ...checkBody(response),
    ...(hasHead(subject) ? checkContentType(decoded) : []),
    ...checkKind(subject),
  ]
  if (isApiKind(kind) && isObject(decoded.value)) {
    found.push(...checkFields(kind, decoded.value, isSuccess(response.status, decoded.envelope)))
    found.push(...checkMeaning(subject, decoded.value))
  } else if (isObject(decoded.value)) {
    found.push(...checkCopiedStatus(subject, decoded.value))
  }
  found.push(...checkPrecision(decoded))
  if (response.status === 500 && subject.traceId === null && hasHead(subject) && !isForeign(kind))
    found.push(
      finding(
        'trace-id-missing',
        '$',
        'The response has no trace ID, and Guardhouse support needs one to find this failure.',
      ),
    )
  return bySeverity(found)
}

const FLAWS: Readonly<Record<ResponseFlaw, string>> = {
  'bytes-after-end': 'The server sent more bytes after the end of the response. Postern left them out.',
  'content-encoding-wrong': 'The body is not coded as Content-Encoding says. Postern shows it as it came.',
}

/** A body that was cut when it was kept, or that came against the rules of HTTP. */
export function checkBody(response: ApiResponse): Finding[] {
  const { truncated, bodyBytes, flaws = [] } = response
  const unknown = unknownCoding(response)
  const found = flaws.map((flaw) =>
    finding(
      flaw,
      '$',
      flaw === 'content-encoding-wrong' && unknown !== null ? cannotDecode(unknown) : FLAWS[flaw],
    ),
  )
  if (truncated)
    found.push(
      finding(
        'body-truncated',
        '$',
        `Postern kept only the beginning of the body: it has ${plural(bodyBytes, 'byte', 'bytes')}.`,
      ),
    )
  return found
}

function checkContentType({ envelope, mediaType, value }: Decoded): Finding[] {
  const { kind } = envelope
  const wrong = (message: string) => [finding('content-type-wrong', '$', message)]
  const says = `The content type is ${mediaType ?? 'missing'}`
  if (value !== undefined)
    return mediaType !== null && isJsonType(mediaType) ? [] : wrong(`${says}, and the body is JSON.`)
  if (mediaType === null) return []
  if (kind === 'html') return isHtmlType(mediaType) ? [] : wrong(`${says}, and the body is a web page.`)
  if (kind === 'text' && (isJsonType(mediaType) || isHtmlType(mediaType)))
    return wrong(`${says}, and the body is plain text.`)
  return []
}

const NAMES: Readonly<Record<string, string>> = {
  standard: 'the standard envelope',
  paged: 'the paged envelope',
  cursor: 'the envelope with a cursor',
  'live-operations': 'the envelope of live operations',
}

/** What no endpoint answers with: something on the way did. */
const FOREIGN: Readonly<Partial<Record<EnvelopeKind, string>>> = {
  gateway: 'A gateway in front of the API returned this response, not the API itself.',
  html: 'The API returns no web pages: a proxy or gateway returned it.',
  text: 'The API returns no plain text: a program on the way may have returned it.',
}

/** Whoever names a part of the request has read it. */
const namesPart = ({ messages, findParameters }: AnswerContext) =>
  messages.some((message) => findParameters({ field: null, message }).length > 0)

function checkKind(subject: AnswerContext): Finding[] {
  const { decoded, response, endpoint } = subject
  const { kind } = decoded.envelope
  const unexpected = (message: string) => [finding('kind-unexpected', '$', message)]
  const foreign =
    (kind === 'gateway' && namesPart(subject) ? undefined : FOREIGN[kind]) ??
    (subject.gateway && `${subject.gateway.name} returns such responses, not the API.`)
  if (foreign) return [finding('not-from-the-api', '$', foreign)]
  switch (kind) {
    case 'problem-details':
      return unexpected('Problem details came instead of the envelope: the web framework gave this response.')
    case 'broken-json':
      if (response.truncated) return []
      return unexpected(
        decoded.syntax?.isCutShort
          ? 'The JSON ends in the middle.'
          : `The JSON is not valid: ${decoded.syntax?.message ?? ''}`,
      )
    case 'empty':
      if (isBodyless(subject) || !isDue(subject)) return []
      return unexpected('The body is empty. The API documentation has an envelope here.')
    case 'other-json':
      return isDue(subject)
        ? unexpected('The body is JSON, but not the envelope of the API documentation.')
        : []
    default: {
      const wanted = endpoint?.envelope ?? null
      if (
        wanted === null ||
        wanted === kind ||
        subject.isTokenAnswer ||
        !isSuccess(response.status, decoded.envelope)
      )
        return []
      return unexpected(
        `This endpoint should return ${NAMES[wanted] ?? wanted}. This response is ${NAMES[kind] ?? kind}.`,
      )
    }
  }
}

/** Gateway bodies and problem details repeat the HTTP status: it should be the same. */
function checkCopiedStatus(
  { decoded, response }: AnswerContext,
  body: Readonly<Record<string, unknown>>,
): Finding[] {
  const { kind } = decoded.envelope
  const field = kind === 'gateway' ? 'statusCode' : kind === 'problem-details' ? 'status' : null
  const copy = field === null ? undefined : own(body, field)
  if (field === null || typeof copy !== 'number' || copy === response.status) return []
  return [
    finding(
      'code-contradicts-status',
      `$.${field}`,
      `The body says status ${copy}, but the response came with HTTP ${response.status}.`,
    ),
  ]
}

const MOST_NUMBERS = 5

function checkPrecision({ unsafeIntegers }: Decoded): Finding[] {
  const rest = unsafeIntegers.length - MOST_NUMBERS
  return unsafeIntegers.slice(0, MOST_NUMBERS).map(({ path, written, read }, at) => {
    const more =
      at === MOST_NUMBERS - 1 && rest > 0
        ? ` ${plural(rest, 'more number')} in this body ${formFor(rest, 'does', 'do')} too.`
        : ''
    const number = written.slice(0, 40)
    const becomes = Math.abs(read) < 1e21 ? BigInt(read).toString() : 'another number'
    const fate =
      becomes === written
        ? 'JavaScript cannot tell it from its neighbours'
        : `JavaScript reads it as ${becomes}`
    return finding('number-loses-precision', path, `${number} is beyond 2^53: ${fate}.${more}`)
  })
}

/** A body that somebody saved comes without the headers that it had, and headers given by hand are a selection. */
function hasHead({ response: { headers, body }, evidence }: AnswerContext): boolean {
  return evidence.attempts.length > 0
    ? headers.length > 0
    : headerOf(headers, 'content-type') !== null || (body === '' && headers.length > 0)
}
