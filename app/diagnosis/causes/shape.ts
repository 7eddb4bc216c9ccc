import { classText } from '../../catalog/statuses/classes.ts'
import { step, type CatalogText } from '../../catalog/text.ts'
import { type AnswerContext, type Explanation } from '../answerContext.ts'
import { headerOf } from '../../contract/headers.ts'
import { isBodyless, isDue, isLeftOut } from '../subject.ts'
import { isForeign } from '../decode.ts'
import { explainGateway, gatewayIn, referenceOf, refusedBy } from './gateway.ts'
import { otherLimitSaid } from './rateWords.ts'
import { explainCors } from './cors.ts'
import { explainRedirect } from './redirect.ts'
import { explainRequestPart, partOf } from './requestPart.ts'
import { wantsSubscription } from '../assessment.ts'
import { explainInWords } from './saidInWords.ts'
import type { TopicName } from '../topics/topics.ts'
import { explainSubscriptionKey } from './subscriptionKey.ts'
import { isFrameworkError, isSpringError } from '../shapes.ts'
import { isObject } from '../../contract/values.ts'
import { isGeneral } from '../said.ts'
import { faultInApi } from '../stackTrace.ts'
import { quoted, quotedAtEnd } from '../words.ts'
import { SENDERS, no } from './unreadable.ts'

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
