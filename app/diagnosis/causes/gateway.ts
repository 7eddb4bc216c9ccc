import { step } from '../../catalog/text.ts'
import { methodsAt } from '../../catalog/routes.ts'
import { headerOf } from '../../contract/headers.ts'
import { PRESETS } from '../../contract/presets.ts'
import { splitTarget } from '../../contract/url.ts'
import { clip, isObject } from '../../contract/values.ts'
import { listed } from '../../contract/words.ts'
import { isSafeToRepeat, type AnswerContext, type Explanation, type Retry } from '../answerContext.ts'
import { isServerError } from '../assessment.ts'
import { unknownGateway, type Gateway } from '../gateways.ts'
import { gatewayReference } from '../gatewayReference.ts'
import { idsSaid } from '../named.ts'
import { pauseRetry } from '../retryTime.ts'
import { isForeign } from '../decode.ts'
import { isGeneral } from '../said.ts'
import { isFrameworkError } from '../shapes.ts'
import { isDue } from '../subject.ts'
import { suspectIn } from '../suspect.ts'
import { quoted, quotedAtEnd } from '../words.ts'
import { limitText, otherLimitSaid } from './rateWords.ts'
import { nearestTo } from './nearPath.ts'
import {
  filled,
  GATEWAY_TEXTS,
  HARDLY_REACHED,
  NOT_REACHED,
  withinSentence,
  type GatewayText,
} from './gatewayTexts.ts'

/** Who answered in place of the API: by its signs, else by a form that the API does not have. */
export function gatewayIn(subject: AnswerContext): Gateway | null {
  return subject.gateway ?? (isOfNobody(subject) ? unknownGateway(subject.response.status) : null)
}

/** True where the text of the status would tell of the API, though nothing shows that the API answered. */
function isOfNobody(subject: AnswerContext): boolean {
  const { decoded, messages, response, request } = subject
  const { kind } = decoded.envelope
  const [said = ''] = messages
  if (subject.findParameters({ field: null, message: said }).length > 0) return false
  // Who tells of the JSON has read the body.
  if (response.status === 400 && /\bjson\b/i.test(said.slice(0, 500))) return false
  // A line of plain text has no form that tells who wrote it.
  if (kind === 'text' && (response.status === 400 || response.status === 500)) return false
  if (isForeign(kind)) return response.status !== 404 || request.url === ''
  // Words of its own come from what looked for a record.
  if (isObject(decoded.value) && isFrameworkError(decoded.value) && !isGeneral(said) && said !== '')
    return false
  return kind === 'other-json' && response.status === 404 && isDue(subject) && idsSaid(messages).length === 0
}

/** What happened at the program, in a few words; a guess says that it is one. */
export function gatewayHeadline(subject: AnswerContext, gateway: Gateway): string {
  const { headline } = textFor(subject, gateway)
  return gateway.isGuess ? `Likely: ${withinSentence(headline)}` : headline
}

/** What a program in front of the API says, and what helps there. */
export function explainGateway(subject: AnswerContext, gateway: Gateway): Partial<Explanation> {
  const { response, messages } = subject
  const { says } = gateway
  const text = textFor(subject, gateway)
  const headline = gatewayHeadline(subject, gateway)
  const means = mayHavePassed(subject) ? text.meaning.replace(NOT_REACHED, HARDLY_REACHED) : text.meaning
  const told = {
    meaning: `${senderOf(subject, gateway)} ${gateway.isGuess ? `If so, ${withinSentence(means)}` : means}`,
  }
  // The time of a 429 and the steps of a 401 are those of every 429 and 401.
  if (response.status === 429 && says === 'rate') {
    const limit = otherLimitSaid(subject)
    return limit === null
      ? { ...told, cause: text.cause }
      : { meaning: `${senderOf(subject, gateway)} ${limitText(limit, subject).meaning}` }
  }
  if (response.status === 401 && says === 'credentials') return { ...told, headline }
  if (response.status === 404 && says === 'no-path' && subject.request.url !== '')
    return { ...told, headline, ...unknownMethod(subject, text), ...retryFor(subject, text) }
  const [said] = messages
  const { cause, remedy } = isOfContent(subject, gateway) ? refusedBy(subject, text) : text
  const asks = says === 'proxy-sign-in' ? headerOf(response.headers, 'proxy-authenticate') : null
  return {
    ...told,
    headline,
    cause: [
      cause,
      asks === null ? '' : `It asks for ${quotedAtEnd(asks)}`,
      said === undefined ? '' : `It says: ${quotedAtEnd(said)}`,
    ]
      .filter(Boolean)
      .join(' '),
    remedy,
    ...retryFor(subject, text),
  }
}

/** Of a change that a 5xx ended it is told that it may have run, so nothing may say that it has not. */
const mayHavePassed = ({ request, response, isTokenAnswer }: AnswerContext) =>
  isServerError(response.status) && !isTokenAnswer && !isSafeToRepeat(request)

function senderOf({ decoded, response }: AnswerContext, { name, isGuess }: Gateway): string {
  return isGuess
    ? `The ${decoded.envelope.kind === 'html' ? 'web page' : 'response'} with HTTP ${response.status} looks like one of ${withinSentence(name)}, not like one of the API.`
    : `${name} returned this ${decoded.envelope.kind === 'html' ? 'web page' : 'response'}, not the API.`
}

/** The API documentation's rule holds for each 5xx, whoever returned it. */
function retryFor({ response, evidence }: AnswerContext, { retry }: GatewayText): { retry?: Retry } {
  if (retry === undefined || (retry.helps === 'no' && isServerError(response.status))) return {}
  if (response.status === 403 && retry.helps === 'later') {
    const { advice } = pauseRetry(evidence, retry.advice)
    return {
      retry: {
        helps: 'no',
        advice: `The API documentation names no retry for a 403. ${advice}`,
        notBefore: null,
      },
    }
  }
  return {
    retry: retry.helps === 'later' ? pauseRetry(evidence, retry.advice) : { ...retry, notBefore: null },
  }
}

const NETWORK_PROXY = 'Your network proxy'

/** The text of what the gateway says, with the names of this case. */
function textFor(subject: AnswerContext, { name, says }: Gateway): GatewayText {
  return filled(GATEWAY_TEXTS[says], {
    name,
    host: subject.target.host ?? 'this host',
    owner: name === NETWORK_PROXY ? "the proxy's owner" : "the gateway's owner",
    response: referenceOf(subject) ?? 'this response',
    hosts: hostsOf(subject),
  })
}

/** How a gateway's owner finds the response; null where it has no id. */
export function referenceOf({ response, traceId }: AnswerContext): string | null {
  const reference = gatewayReference(response)
  if (reference) return `the ${reference.name} ${reference.id}`
  return traceId === null ? null : `the trace ID ${traceId}`
}

const REGIONS = PRESETS.flatMap(({ baseUrl, name }) => {
  const { host } = splitTarget(baseUrl)
  return baseUrl.startsWith('https://') && host !== null ? [{ host, name }] : []
})

/** The hosts that the API documentation has, after a step that looks at another host. */
export function hostsOf({ target }: Pick<AnswerContext, 'target'>): string {
  if (target.host === null || REGIONS.some(({ host }) => host === target.host)) return ''
  return ` The API documentation has ${listed(REGIONS.map(({ host, name }) => `${host} (${name})`))}.`
}

const READ = step('Use GET to read, with the values in the query.', 'edit-request')

/** For a method that the catalog does not have at the path: no path with another method would do the same. */
function unknownMethod(subject: AnswerContext, { remedy }: GatewayText): Partial<Explanation> {
  const { catalog, request, target } = subject
  const methods = methodsAt(catalog, target.path)
  if (methods.includes(request.method) || (methods.length === 0 && /^(?:get|head)$/i.test(request.method)))
    return {}
  const path = clip(target.path, 100)
  const near = methods.length === 0 ? nearestTo(subject) : null
  const others = methods.length === 0 ? '' : ` It has ${listed(methods)} there.`
  return {
    cause: `The API documentation has no ${request.method} of ${path}.${others}`,
    remedy: [
      ...(methods.includes('GET') && /^post$/i.test(request.method) ? [READ] : []),
      ...(near === null ? [] : [near]),
      step('Ask Guardhouse support whether the API has a call for this.', 'copy-for-support'),
      ...remedy.filter(({ action }) => action === 'open-settings'),
    ],
  }
}

/** A proxy of a network looks at hosts; a plain refusal is about the content only where that looks like an attack. */
function isOfContent(subject: AnswerContext, { name, says }: Gateway): boolean {
  if (name === NETWORK_PROXY) return false
  return says === 'blocked' || (says === 'forbidden' && suspectIn(subject)?.isLikely === true)
}

/** What a security rule may have looked at: a value of the request, which is a guess, or the text's own cause. */
export function refusedBy(
  subject: AnswerContext,
  text: Pick<GatewayText, 'cause' | 'remedy'>,
): Pick<GatewayText, 'cause' | 'remedy'> {
  const suspect = suspectIn(subject)
  if (suspect === null) return text
  const name = clip(suspect.name, 60)
  const simpler = step(`Replay the request with a simpler value in ${name}.`, 'edit-request')
  const [first, ...others] = text.remedy
  return {
    cause: `Perhaps a firewall took ${name} ${quoted(clip(suspect.value, 100))} for an attack.`,
    remedy: suspect.isLikely || first === undefined ? [simpler, ...text.remedy] : [first, simpler, ...others],
  }
}
