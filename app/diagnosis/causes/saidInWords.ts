import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import type { Attempt } from '../../contract/exchange.ts'
import { isSafeToRepeat, retryOf, type AnswerContext, type Found, type Retry } from '../answerContext.ts'
import type { Target } from '../../contract/url.ts'
import { clip } from '../../contract/values.ts'
import { isForeign } from '../decode.ts'
import { isForeignLanguage } from '../language.ts'
import { explainToldFate } from './fate.ts'
import { isOfKeyAlone, remedyFor } from './topicRemedy.ts'
import { isSafeMethod } from '../../contract/http.ts'
import { partOf } from './requestPart.ts'
import { TOPIC_TEXTS } from '../topics/topicTexts.ts'
import type { Topic } from '../topics/topics.ts'
import { isAskFirst } from '../topics/passedOn.ts'
import { jsonPlaceIn } from '../topics/facts.ts'
import { futureIn, waysToFind } from './unread.ts'
import { isGeneral } from '../said.ts'
import { quoted, quotedAtEnd } from '../words.ts'

const LONGEST_HEADLINE_QUOTE = 120
const MOST_MESSAGES = 5

/**
 * A refusal whose words say more than its number: they lead, quoted, and what Postern makes of them is called a guess. Null
 * where the response has no words.
 */
export function explainInWords(subject: AnswerContext, base: CatalogText): Found | null {
  const { messages, response } = subject
  const [first] = messages
  if (first === undefined) return null
  const reasons = reasonsOf(subject)
  const lead = leadOf(subject, first, reasons[0])
  const isRefusal = response.status >= 400
  const isUnread = reasons.length === 0 && (isForeignLanguage(lead) || subject.stepsIn(lead).length === 0)
  const isOther = reasons.some(({ name }) => !TOPIC_TEXTS[name].fits.includes(response.status))
  return {
    ...(reasons.length > 0 && { basis: 'words' as const }),
    headline: `${response.status === 404 ? 'Not found' : isRefusal ? 'Refused' : 'Failed'}: ${quoted(clip(lead, LONGEST_HEADLINE_QUOTE))}`,
    meaning: isRefusal
      ? `${isForeign(subject.decoded.envelope.kind) ? 'The sender' : 'The API'} refused the request with HTTP ${response.status}.`
      : `The API returned HTTP ${response.status}, and its envelope says that the request failed.`,
    cause: [restOf(messages, lead), suggestions(subject, reasons)].filter(Boolean).join(' '),
    remedy: withoutSending(
      withTraceId(subject, reasons.length > 0 ? remedyForAll(reasons, subject) : asSaid(subject, lead)),
    ),
    retry: retryInWords(
      subject,
      isRefusal && base.retry.helps === 'no' && (isOther || isUnread) ? SAME : retryOf(base),
    ),
  }
}

/** The first message; where that is short and tells no reason, the one that does. */
function leadOf({ messages, topicsIn }: AnswerContext, first: string, reason: Topic | undefined): string {
  if (reason === undefined || first.length > SHORT || topicsIn(first).length > 0) return first
  return messages.find((each) => each.includes(reason.words)) ?? first
}

const SHORT = 30

/** The reasons that the words name, those first that the request can mend. A broken body has no other. */
function reasonsOf({ topics, request }: AnswerContext): readonly Topic[] {
  const isBodiless = request.url !== '' && request.body === null && isSafeMethod(request.method)
  // What a request without a body makes the API parse is its own.
  const reasons = topics().map((each) =>
    isBodiless && each.name === 'not-json' ? { ...each, name: 'program-fault' as const } : each,
  )
  const broken = reasons.find(({ name }) => name === 'not-json')
  if (broken) return [broken]
  return reasons.toSorted((one, other) => Number(isOfRequest(other)) - Number(isOfRequest(one)))
}

const OF_REQUEST: ReadonlySet<Step['action']> = new Set(['edit-request', 'open-catalog'] as const)
const isOfRequest = ({ name }: Topic) => OF_REQUEST.has(TOPIC_TEXTS[name].remedy[0]?.action ?? null)

const HELD_NOTE = 'The message asks for more than a change to the request, and Postern cannot check that.'
const NO_TOPIC = 'Postern cannot tell more than these words.'
export const NO_ENGLISH = 'Postern reads English only, so it cannot tell the meaning of this message.'

/** What Postern says of words that name no reason that it knows. */
export function unreadNote(message: string): string {
  return isForeignLanguage(message) ? NO_ENGLISH : NO_TOPIC
}

/** What helps with words that Postern cannot read; the people who can read them come last. */
export function stepsForUnread(message: string, ask: Step): Step[] {
  return isForeignLanguage(message) ? [step('Translate the message.'), ask] : [ask]
}

const SAME: Retry = {
  helps: 'no',
  advice: 'The same request most likely gets the same response.',
  notBefore: null,
}

/** Where nothing more is known than the words: what they name comes first. */
function asSaid(subject: AnswerContext, lead: string): readonly Step[] {
  const isForeign = isForeignLanguage(lead)
  const named = isForeign ? [] : subject.stepsIn(lead)
  const { response } = subject
  if (named.length > 0) return [...named, FURTHER]
  const found = waysToFind(subject, lead)
  const report = response.status < 400 || found.length === 0 ? REPORT : FURTHER
  return [...found, ...stepsForUnread(lead, report)]
}

const FURTHER = step('If that does not help, send Guardhouse support this response.', 'copy-for-support')

/** The verdict of a refusal is "No": no button sends it again. */
function withoutSending(steps: readonly Step[]): readonly Step[] {
  return steps.map((each) => (SENDS.has(each.action) ? { ...each, action: null } : each))
}

const SENDS: ReadonlySet<Step['action']> = new Set(['replay', 'wait-and-replay', 'refresh-token'] as const)

/** Guardhouse support finds the request by its trace ID. */
function withTraceId({ traceId }: AnswerContext, steps: readonly Step[]): readonly Step[] {
  if (traceId === null) return steps
  return steps.map((each) =>
    each.action === 'copy-for-support' ? { ...each, text: `${each.text} Its trace ID is ${traceId}.` } : each,
  )
}

/** A failure that the request is likely not the reason for. */
const REPORT = step('Send Guardhouse support this response, with its time.', 'copy-for-support')

/** What the headline does not quote in full. */
function restOf(messages: readonly string[], lead: string): string {
  const rest = messages
    .slice(0, MOST_MESSAGES)
    .filter((message) => (message === lead ? message.length > LONGEST_HEADLINE_QUOTE : !isGeneral(message)))
  return rest.length === 0
    ? ''
    : `The API ${rest.includes(lead) ? '' : 'also '}says: ${rest.map(quotedAtEnd).join(' ')}`
}

/** What the words suggest, and where the API documentation gives that another status. */
function limitSent({ query }: Target): string {
  const limit = query.find(([name]) => name.toLowerCase() === 'limit')?.[1]
  return limit === undefined ? '' : `The request has limit=${clip(limit, 20)}.`
}

function suggestions(subject: AnswerContext, reasons: readonly Topic[]): string {
  const [first, ...others] = reasons
  if (first === undefined) {
    const lead = subject.messages[0] ?? ''
    const named = isForeignLanguage(lead) ? [] : subject.stepsIn(lead)
    if (named.some(isAskFirst)) return HELD_NOTE
    return named.length === 0 && (isForeignLanguage(lead) || futureIn(subject, lead) === null)
      ? unreadNote(lead)
      : 'The words name what to change.'
  }
  const unread = unreadIn(subject) === undefined ? '' : ' Postern cannot tell the meaning of the other words.'
  if (others.length === 0) return suggestion(subject, first) + unread
  const also = others.map(({ name }) => `They also suggest ${TOPIC_TEXTS[name].suggests}.`)
  return [`The words suggest ${TOPIC_TEXTS[first.name].suggests}.`, ...also].join(' ') + unread
}

/** Whether an attempt before the last may have run, though its response says nothing of that. */
function mayHaveMade(attempts: readonly Attempt[]): boolean {
  return attempts
    .slice(0, -1)
    .some(
      ({ purpose, failure, response }) =>
        purpose === 'request' && (failure?.mayHaveBeenSent === true || (response?.status ?? 0) >= 500),
    )
}

function suggestion(
  { evidence, response, assessment, messages, target }: AnswerContext,
  topic: Topic,
): string {
  const { suggests, documented } = TOPIC_TEXTS[topic.name]
  if (topic.name === 'duplicate' && mayHaveMade(evidence.attempts))
    return `The words suggest ${suggests}. An earlier attempt may have made it.`
  const place = topic.name === 'not-json' ? jsonPlaceIn(messages[0] ?? '') : null
  const first = place === null ? `The words suggest ${suggests}.` : `The body is not valid JSON ${place}.`
  const asked = topic.name === 'too-much' ? limitSent(target) : ''
  if (asked !== '') return `${first} ${asked}`
  return documented === undefined || documented === assessment.effectiveStatus || response.status < 400
    ? first
    : `${first} The API documentation gives HTTP ${documented} for that, but this response has HTTP ${response.status}.`
}

/** Of several reasons the first step of each; what Postern cannot read stands where the response has it. */
function remedyForAll(reasons: readonly Topic[], subject: AnswerContext): readonly Step[] {
  const remedies = reasons.map((each) => remedyFor(each, subject))
  const steps = remedies.length === 1 ? (remedies[0] ?? []) : remedies.flatMap(([first]) => first ?? [])
  const unread = unreadIn(subject)
  if (unread === undefined) return steps
  return unread === subject.messages[0]
    ? [...asSaid(subject, unread), ...steps]
    : [...steps, ...asSaid(subject, unread)]
}

/** The first message beside others that names no reason that Postern knows. */
function unreadIn({ messages, topicsIn }: AnswerContext): string | undefined {
  return messages
    .slice(0, MOST_MESSAGES)
    .find((each) => !isGeneral(each) && each.split(' ', 3).length > 2 && topicsIn(each).length === 0)
}

/** Whether the words of a response tell of something that its status does not mean. */
export function saysMoreThan(subject: AnswerContext, status: number): boolean {
  const [topic] = subject.topics()
  return topic !== undefined && !TOPIC_TEXTS[topic.name].fits.includes(status)
}

/** The words of the response, then the text of a code or a status that has a text of its own. */
export function quotedAhead({ messages: [said] }: AnswerContext, base: CatalogText): Found {
  if (said === undefined) return {}
  const note = isForeignLanguage(said) ? `${NO_ENGLISH} ` : ''
  return { cause: `The API says: ${quotedAtEnd(said)} ${note}${base.cause}`.trim() }
}

const ASK_HOLDER = step('Ask the holder that the message names to end the lock, or wait for its end.')

const EARLIER = {
  headline: 'An earlier request is still in progress',
  retry: {
    helps: 'no' as const,
    advice: 'The earlier request has to end first. Its result may be all that you need.',
    notBefore: null,
  },
}

/** A status without evidence of its own: the words of the response come first, then what the status means. */
export function explainWithWords(subject: AnswerContext, base: CatalogText): Found {
  const { messages, response } = subject
  const [said] = messages
  if (said === undefined) return partOf(subject) ?? {}
  const [topic] = subject.topics()
  const isRefusal = response.status >= 400 && response.status < 500
  const fate = response.status === 409 ? explainToldFate(subject) : null
  if (fate) return fate
  // A lock ends by itself, or by who holds it: no other record is needed.
  if (response.status === 423) {
    const told = quotedAhead(subject, { ...base, cause: '' })
    return /\bby\b/i.test(said) ? { ...told, remedy: [ASK_HOLDER, ...base.remedy.slice(1)] } : told
  }
  if (isRefusal && saysMoreThan(subject, response.status)) return { ...explainInWords(subject, base) }
  const part = partOf(subject)
  if (part) return { ...part, cause: `The API says: ${quotedAtEnd(said)} ${part.cause}` }
  return topic && isRefusal
    ? {
        ...(topic.name === 'duplicate' && { headline: 'The same record exists already' }),
        ...(topic.name === 'earlier-request' && EARLIER),
        cause: `The API says: ${quotedAtEnd(said)} ${suggestion(subject, topic)}`,
        remedy: withoutSending(remedyFor(topic, subject)),
        ...(topic.name !== 'earlier-request' && { retry: retryInWords(subject, retryOf(base)) }),
      }
    : isRefusal && !isGeneral(said) && said.split(/\s+/, 4).length > 3
      ? // Words that say more than a name of the status may have another cause than it has most often.
        quotedAhead(subject, { ...base, cause: '' })
      : quotedAhead(subject, base)
}

const NOT_DOCUMENTED = 'The API documentation names no retry for this, but the words suggest that'

/** The documentation's verdict stays; when the words ask for a later replay, the advice says so, and that it is a guess. */
export function retryInWords(subject: AnswerContext, retry: Retry): Retry {
  if (retry.helps !== 'no') return retry
  const replay = subject
    .topics()
    .filter((each) => !isOfKeyAlone(each))
    .map(({ name }) => TOPIC_TEXTS[name].replay)
    .find((each) => each !== undefined)
  if (replay === undefined) return retry
  const first = isSafeToRepeat(subject.request) ? '' : ' Find out first whether it ran.'
  return { ...retry, advice: `${NOT_DOCUMENTED} ${replay}.${first}` }
}
