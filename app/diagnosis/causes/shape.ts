import { classText } from '../../catalog/statuses/classes.ts'
import { step, type CatalogText } from '../../catalog/text.ts'
import type { ApiResponse, EnvelopeKind } from '../../contract/exchange.ts'
import { isSafeToRepeat, type AnswerContext, type Explanation, type Retry } from '../answerContext.ts'
import { headerOf } from '../../contract/headers.ts'
import { isBodyless, isDue, isLeftOut } from '../subject.ts'
import { isForeign } from '../decode.ts'
import { explainGateway, gatewayIn, hostsOf, referenceOf, refusedBy } from './gateway.ts'
import { otherLimitSaid } from './rateWords.ts'
import { explainCors } from './cors.ts'
import { otherForm } from './otherForm.ts'
import { explainRedirect } from './redirect.ts'
import { explainRequestPart, partOf } from './requestPart.ts'
import { wantsSubscription } from '../assessment.ts'
import { cannotDecode, unknownCoding } from '../coding.ts'
import { mayHaveRun } from '../mayHaveRun.ts'
import { isSignIn, pathOf } from '../../contract/redirects.ts'
import { explainInWords } from './saidInWords.ts'
import { signInAt } from './signIn.ts'
import type { TopicName } from '../topics/topics.ts'
import { explainSubscriptionKey } from './subscriptionKey.ts'
import { plural } from '../../contract/words.ts'
import { isFrameworkError, isSpringError } from '../shapes.ts'
import { isObject } from '../../contract/values.ts'
import { isGeneral } from '../said.ts'
import { faultInApi } from '../stackTrace.ts'
import { quoted, quotedAtEnd } from '../words.ts'

/** The program that seems to have returned a body that is not the API's envelope. */
const SENDERS: Readonly<Partial<Record<EnvelopeKind, string>>> = {
  gateway: 'A gateway in front of the API returned this response, not the API.',
  'problem-details': "The API's web framework returned problem details, not the envelope.",
  html: 'A web page came, not the envelope of the API. A gateway in front of the API may have returned it.',
  text: 'Plain text came, not the envelope of the API. A gateway in front of the API may have returned it.',
  empty: 'The response has no body, so Postern knows only its status.',
  'broken-json': 'Postern cannot read the body as JSON, so it knows only the status.',
  'other-json': 'The body is JSON, and not the envelope of the API.',
}

const STATUS_ALONE = 'The text shows no body, so a gateway may have given this status instead of the API.'

/** Adds to an explanation by status who answered, and what follows from that. */
export function addSender(subject: AnswerContext, explained: Explanation): Explanation {
  const { kind, message } = subject.decoded.envelope
  if (kind === 'empty' && subject.evidence.isBodyPartial)
    return subject.response.status < 400
      ? explained
      : { ...explained, meaning: `${explained.meaning} ${STATUS_ALONE}` }
  if (isBodyless(subject)) return explained
  if (isLeftOut(subject.response))
    return {
      ...explained,
      meaning: `The HAR file left the body out, so Postern knows only the status. ${explained.meaning}`,
    }
  const isToldElse = gatewayIn(subject) !== null || (kind === 'other-json' && !isDue(subject))
  const sender = faultInApi(subject.response.body) ?? (isToldElse ? '' : senderBy(subject, explained))
  const says =
    message === null || isTold(explained, message) || (subject.said.length > 0 && isGeneral(message))
      ? ''
      : ` It says: ${quotedAtEnd(message)}`
  return { ...explained, meaning: `${sender} ${explained.meaning}`.trim(), cause: explained.cause + says }
}

/** Headers that say more than the status. */
const TELLING = ['www-authenticate', 'allow', 'retry-after']

/** Whoever names a parameter of the request has read it, so that no other program is named. */
function senderBy({ decoded, response }: AnswerContext, { parameters }: Explanation): string {
  const { kind } = decoded.envelope
  if (kind === 'empty' && TELLING.some((name) => headerOf(response.headers, name) !== null))
    return 'The response has no body.'
  if (kind === 'gateway' && parameters.length > 0) return SENDERS['other-json'] ?? ''
  return isSpringError(decoded.value)
    ? 'The body looks like an error of Spring. The API or a program in front of it may be built with that.'
    : (SENDERS[kind] ?? '')
}

/** A long message is cut where it is quoted. */
function isTold({ headline, cause }: Explanation, message: string): boolean {
  const quote = quoted(message).slice(1, 100)
  return cause.includes(message) || cause.includes(quote) || headline.includes(quote)
}

const OF_SCOPE = /scope|key ?type|\b(company|customer|site)s?(id)?\b/i

/** Whether a 403 is about the scope of the key: the API's own are, and others where their words say so. */
export function isOfScope({ decoded, messages }: AnswerContext): boolean {
  const { kind } = decoded.envelope
  if (kind !== 'other-json') return !isForeign(kind)
  // A framework's own words for a 403 leave the reason open.
  if (isObject(decoded.value) && isFrameworkError(decoded.value) && messages.every(isGeneral)) return true
  return messages.length === 0 || messages.some((message) => OF_SCOPE.test(message.slice(0, 2000)))
}

/** Words of a refusal that looks at where a request comes from. */
const OF_NETWORK =
  /\b(?:ip|ip-?address|your address|network|vpn|country|region|location|geo\w*|firewall|waf|web application firewall|blocked|bot|security (?:rule|policy|reasons?)|incident|unusual traffic)\b/i

/** The explanations by status that change when something else answers in place of the API. */
export function overrideForeign(subject: AnswerContext): Partial<Explanation> {
  const { response } = subject
  const { status } = response
  const { kind } = subject.decoded.envelope
  if (wantsSubscription({ subject, response, envelope: subject.decoded.envelope }))
    return explainSubscriptionKey(subject)
  // The place that a redirect names says more than what sent it.
  if (status >= 300 && status < 400 && headerOf(response.headers, 'location')) return explainRedirect(subject)
  const cors = explainCors(subject)
  if (cors) return cors
  const gateway = gatewayIn(subject)
  if (gateway)
    return {
      ...explainGateway(subject, gateway),
      ...([413, 414, 431].includes(status) ? explainRequestPart(subject) : {}),
    }
  if (status >= 300 && status < 400) return explainRedirect(subject)
  if (status === 403 && !isOfScope(subject))
    return refusedOnTheWay(subject, subject.catalog.httpStatuses[403] ?? classText(403))
  if (status === 429 && isForeign(kind) && otherLimitSaid(subject) === null)
    return {
      meaning: 'A gateway got more requests in a short time than it lets through.',
      cause: "A gateway may have a limit of its own, beside the API's 60 requests per minute for each key.",
    }
  // These statuses have explanations by their evidence.
  const isExplained = status < 402 || status >= 500 || [403, 404, 405, 410, 422, 429].includes(status)
  return isExplained || (kind === 'other-json' && partOf(subject) === null) ? {} : explainRequestPart(subject)
}

/** Reasons that lie in the place from which a request comes, or in nothing that the words tell. */
const OF_PLACE: ReadonlySet<TopicName> = new Set([
  'network-address',
  'permission',
  'server-failed',
  'validation',
])

/** A 403 that no known gateway returned, and that does not speak of a scope. */
function refusedOnTheWay(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const [topic] = subject.topics()
  const told = topic === undefined || OF_PLACE.has(topic.name) ? null : explainInWords(subject, base)
  if (told !== null && !isForeign(subject.decoded.envelope.kind))
    return { ...told, meaning: 'The API or a gateway in front of it returned this.' }
  const isForeignKind = isForeign(subject.decoded.envelope.kind)
  const response = referenceOf(subject) ?? 'this response'
  const owner = step(`Send the gateway's owner ${response}, and ask for the reason.`, 'copy-for-support')
  return {
    headline: isForeignKind
      ? 'A gateway or firewall refused the request'
      : 'A gateway may have refused the request',
    meaning: isForeignKind
      ? 'It refused the request before the API could look at the claims of your key.'
      : 'The response does not speak of a scope.',
    ...(OF_NETWORK.test(subject.response.body.slice(0, 8192))
      ? refusedBy(subject, {
          cause: 'A rule about your IP address, your network or the content of the request is the reason.',
          remedy: [owner, step('Or replay from another network, or without the VPN.')],
        })
      : {
          cause:
            'The response does not say why. A rule, a missing gateway key or a wrong URL can be the reason.',
          remedy: [owner, checkUrl, step('Check the path.', 'edit-request')],
        }),
    retry: no('The same rule refuses it again.'),
  }
}

const checkUrl = step('Check the base URL.', 'open-settings')

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

const no = (advice: string): Retry => ({ helps: 'no', advice, notBefore: null })
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
    cause: response.truncated
      ? 'Postern cut the body at the size that the profile keeps.'
      : 'The connection or a proxy lost the rest of the body.',
    remedy: [
      ...first,
      check,
      step('If the base URL is right, send Guardhouse support this response.', 'copy-for-support'),
    ],
    retry: retryOfCut(subject, isSafe),
  }
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
