import { step } from '../../catalog/text.ts'
import type { ApiResponse, EnvelopeKind } from '../../contract/exchange.ts'
import { isSafeToRepeat, type AnswerContext, type Explanation, type Retry } from '../answerContext.ts'
import { isDue, isLeftOut } from '../subject.ts'
import { isForeign } from '../decode.ts'
import { explainGateway, hostsOf } from './gateway.ts'
import { otherForm } from './otherForm.ts'
import { cannotDecode, unknownCoding } from '../coding.ts'
import { headerOf } from '../../contract/headers.ts'
import { mayHaveRun } from '../mayHaveRun.ts'
import { isSignIn, pathOf } from '../../contract/redirects.ts'
import { signInAt } from './signIn.ts'
import { plural } from '../../contract/words.ts'
import { quotedAtEnd } from '../words.ts'

/** The program that seems to have returned a body that is not the API's envelope. */
export const SENDERS: Readonly<Partial<Record<EnvelopeKind, string>>> = {
  gateway: 'A gateway in front of the API returned this response, not the API.',
  'problem-details': "The API's web framework returned problem details, not the envelope.",
  html: 'A web page came, not the envelope of the API. A gateway in front of the API may have returned it.',
  text: 'Plain text came, not the envelope of the API. A gateway in front of the API may have returned it.',
  empty: 'The response has no body, so Postern knows only its status.',
  'broken-json': 'Postern cannot read the body as JSON, so it knows only the status.',
  'other-json': 'The body is JSON, and not the envelope of the API.',
}

/** A 2xx whose body is not what it should be. */
export function explainUnreadable(subject: AnswerContext): Explanation {
  return { ...(redirectedPage(subject) ?? describeUnreadable(subject)), scope: null, parameters: [] }
}

type Described = Omit<Explanation, 'scope' | 'parameters'>

/** A web page that a redirect led to; null where none did. */
function redirectedPage({ evidence, decoded }: AnswerContext): Described | null {
  const last = evidence.attempts.at(-1)?.redirects?.at(-1)
  if (!last || decoded.envelope.kind !== 'html') return null
  const path = pathOf(last.url)
  return {
    headline: `A redirect to ${path} led to a web page`,
    meaning: 'The web page is not a response of the API.',
    ...(isSignIn(last.url) ? signInAt(path) : MOVED),
    retry: no('The same request gets the same redirect.'),
  }
}

export const no = (advice: string): Retry => ({ helps: 'no', advice, notBefore: null })

const check = step('Look at the raw response.', 'show-answer')

const SAME = no('The same request most likely gets the same response.')

const MOVED = {
  cause: 'The path may belong to a website, or the API may have moved.',
  remedy: [
    step('Look at the web page.', 'show-answer'),
    step('Check the base URL and the path.', 'open-settings'),
  ],
}

function describeUnreadable(subject: AnswerContext): Described {
  const { kind } = subject.decoded.envelope
  const { response, decoded, gateway } = subject
  const coding = kind === 'text' ? unknownCoding(response) : null
  if (coding !== null)
    return {
      headline: `Postern cannot decode ${coding}`,
      meaning: `${statusSays(subject)} Postern cannot read the body.`,
      cause: cannotDecode(coding),
      remedy: [step(`Remove ${coding} from the header Accept-Encoding.`, 'edit-request'), check],
      retry: no('The same request most likely gets the same coding.'),
    }
  if (isLeftOut(response)) return leftOut(response)
  if ((kind === 'broken-json' && decoded.syntax?.isCutShort) || (response.truncated && !isForeign(kind)))
    return cutShort(subject)
  if (gateway) {
    const {
      headline = '',
      meaning = '',
      cause = '',
      remedy = [],
      retry = SAME,
    } = explainGateway(subject, gateway)
    return { headline, meaning, cause, remedy, retry }
  }
  const form = isDue(subject) ? otherForm(subject) : null
  if (form !== null)
    return {
      ...form,
      meaning: `${statusSays(subject)} The body is not in the form of the API documentation.`,
      retry: SAME,
    }
  const { message } = decoded.envelope
  const title = kind === 'html' && message ? ` Its title is ${quotedAtEnd(message)}` : ''
  return {
    headline: HEADLINES[kind] ?? 'The response is not the envelope of the API',
    meaning: `${statusSays(subject)} ${kind === 'empty' ? 'No body came, and the API documentation promises an envelope.' : (SENDERS[kind] ?? '')}${title}`,
    cause: isDue(subject)
      ? 'The base URL may lead to another service, or a gateway may have replaced the response.'
      : 'The catalog does not know this path, so Postern cannot tell what belongs in its response.',
    remedy: [step(`Check the base URL and the path.${hostsOf(subject)}`, 'open-settings'), check],
    retry: SAME,
  }
}

function statusSays({ evidence, response }: AnswerContext): string {
  return evidence.isStatusGuessed
    ? 'The text names no HTTP status.'
    : response.status === 202
      ? 'HTTP 202 says that the server accepted the request and runs it later.'
      : `HTTP ${response.status} says that the server ran the request.`
}

function leftOut({ status, bodyBytes }: ApiResponse): Described {
  return {
    headline: 'The HAR file left the body out',
    meaning: `HTTP ${status} says that the server ran the request. The HAR file does not have the ${plural(bodyBytes, 'byte')} of its body.`,
    cause: 'Browsers leave out long bodies, and bodies that are gone when you save the file.',
    remedy: [step('Save the HAR file again, with content and right after the request.')],
    retry: no('No retry is needed.'),
  }
}

function cutShort(subject: AnswerContext): Described {
  const { response, request, evidence } = subject
  const isSafe = request.idempotent && !response.truncated && !evidence.isStatusGuessed
  const replay = step('Replay it.', 'replay')
  const less = response.truncated
    ? step('Ask for less in one request.', 'edit-request')
    : step('Replay the request, or ask for less in one request.', isSafe ? 'replay' : 'edit-request')
  // To ask for less makes no sense of a request that changes something.
  const first = isSafeToRepeat(request) ? [less] : response.truncated ? [] : [replay]
  return {
    headline: 'The response is cut short',
    meaning: `${statusSays(subject)} The JSON in the body ends too early.`,
    cause: `${causeOfCut(subject)}${response.truncated ? '' : ' Use nothing of it.'}`,
    remedy: [
      ...(mayBePasted(subject) ? [PASTE_ALL] : []),
      ...first,
      check,
      step('If the base URL is right, send Guardhouse support this response.', 'copy-for-support'),
    ],
    retry: retryOfCut(subject, isSafe),
  }
}

const LOST = 'The connection or a proxy lost the rest of the body'
const PASTE_ALL = step('If you have more of the response, paste all of it.')

/** The bytes that the response promised, where fewer came; null where it promised none, or kept its promise. */
function bytesPromised({ response }: AnswerContext): number | null {
  const promised = headerOf(response.headers, 'content-length') ?? ''
  return /^\d{1,12}$/.test(promised) && Number(promised) > response.bodyBytes ? Number(promised) : null
}

/** Whether the text may have been cut by who pasted it: then nothing tells that the response was. */
function mayBePasted(subject: AnswerContext): boolean {
  const { evidence, response } = subject
  return (
    evidence.attempts.length === 0 &&
    evidence.answeredAt === undefined &&
    !response.truncated &&
    bytesPromised(subject) === null
  )
}

/** Why the JSON of a body ends too early, as far as it is known. */
export function causeOfCut(subject: AnswerContext): string {
  const { response } = subject
  if (response.truncated) return 'Postern cut the body at the size that the profile keeps.'
  const promised = bytesPromised(subject)
  if (promised !== null)
    return `The response promised ${plural(promised, 'byte')}, and ${plural(response.bodyBytes, 'byte')} came. ${LOST}.`
  return mayBePasted(subject)
    ? `${LOST}, or you pasted only a part of it. Postern cannot tell which.`
    : `${LOST}.`
}

function retryOfCut({ response, request, evidence }: AnswerContext, isSafe: boolean): Retry {
  if (response.truncated)
    return no('Postern cuts the same response again. Ask for less, or let the profile keep more.')
  if (isSafe)
    return {
      helps: 'later',
      advice: 'Wait 1, 2, 4 and 8 seconds between the retries. Stop after that.',
      notBefore: null,
    }
  const advice = evidence.isStatusGuessed
    ? 'Postern cannot tell what the whole response said. Find that out first.'
    : mayHaveRun(`The ${request.method}`)
  return { helps: 'unsafe', advice, notBefore: null }
}

const HEADLINES: Readonly<Partial<Record<EnvelopeKind, string>>> = {
  html: 'A web page came, not the API',
  text: 'Plain text came, not the envelope of the API',
  empty: 'The response is empty',
  'broken-json': 'The body is not valid JSON',
}
