import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import { isSafeToRepeat, type AnswerContext, type Found, type Retry } from '../answerContext.ts'
import type { Target } from '../../contract/url.ts'
import { clip } from '../../contract/values.ts'
import { readTopics } from '../topics/readTopics.ts'
import { TOPIC_TEXTS } from '../topics/topicTexts.ts'
import type { Topic } from '../topics/topics.ts'
import { keyTypeIn, jsonPlaceIn, sentIn, thingIn } from '../topics/facts.ts'
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
  const [lead] = messages
  if (lead === undefined) return null
  const topic = topicOf(subject)
  const isRefusal = response.status >= 400
  return {
    ...(topic && { basis: 'words' as const }),
    headline: `${isRefusal ? 'Refused' : 'Failed'}: ${quoted(clip(lead, LONGEST_HEADLINE_QUOTE))}`,
    meaning: isRefusal
      ? `The API refused the request with HTTP ${response.status}.`
      : `The API answers HTTP ${response.status}, and its envelope says that the request failed.`,
    cause: [restOf(messages, lead), topic ? suggestion(subject, topic) : NO_TOPIC].filter(Boolean).join(' '),
    remedy: withoutSending(withTraceId(subject, topic ? remedyFor(topic) : asSaid(subject, lead))),
    retry: retryInWords(
      subject,
      topic && !TOPIC_TEXTS[topic.name].fits.includes(response.status) && isRefusal
        ? SAME
        : { ...base.retry, notBefore: null },
    ),
  }
}

/** The topic of the message that leads, unless another one has another reason: then none speaks for the others. */
function topicOf({ topics, messages }: AnswerContext): Topic | undefined {
  const [topic] = topics()
  const others = messages.slice(1, MOST_MESSAGES).filter((message) => !isGeneral(message))
  if (topic?.name === 'not-json') return topic
  return others.every((message) => readTopics(message)[0]?.name === topic?.name) ? topic : undefined
}

export const NO_TOPIC = 'Postern cannot tell more than these words.'

const SAME: Retry = {
  helps: 'no',
  advice: 'The same request most likely gets the same response.',
  notBefore: null,
}

/** Where nothing more is known than the words: what they name is checked first. */
function asSaid({ target, response, request }: AnswerContext, lead: string): readonly Step[] {
  const thing = sentIn(lead, target.query) ?? thingIn(lead)
  const isRefusal = response.status >= 400
  const parts = request.body === null ? 'the parameters' : 'the parameters and the body'
  const check = thing === null ? parts : `${thing} and the request`
  const report = step('If the message is unclear, send Guardhouse support this response.', 'copy-for-support')
  return isRefusal || thing !== null
    ? [step(`Check ${check} against the message.`, 'edit-request'), report]
    : [REPORT]
}

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

function suggestion({ response, assessment, messages, target }: AnswerContext, topic: Topic): string {
  const { suggests, documented } = TOPIC_TEXTS[topic.name]
  const place = topic.name === 'not-json' ? jsonPlaceIn(messages[0] ?? '') : null
  const first = place === null ? `The words suggest ${suggests}.` : `The body is not valid JSON ${place}.`
  const asked = topic.name === 'too-much' ? limitSent(target) : ''
  if (asked !== '') return `${first} ${asked}`
  return documented === undefined || documented === assessment.effectiveStatus || response.status < 400
    ? first
    : `${first} The API documentation gives HTTP ${documented} for that, but this response has HTTP ${response.status}.`
}

function remedyFor(topic: Topic): readonly Step[] {
  const { remedy } = TOPIC_TEXTS[topic.name]
  if (topic.name === 'scope' || topic.name === 'not-found') {
    const thing = thingIn(topic.words)
    if (thing !== null) return [step(`Check ${thing}, which the message names.`, 'edit-request'), ...remedy]
  }
  const type = topic.name === 'key-type' ? keyTypeIn(topic.words) : null
  return type === null
    ? remedy
    : [step(`Send the request with a key that has KeyType ${type}.`, 'switch-key'), ...remedy.slice(1)]
}

/** Whether the words of a response tell of something that its status does not mean. */
export function saysMoreThan(subject: AnswerContext, status: number): boolean {
  const [topic] = subject.topics()
  return topic !== undefined && !TOPIC_TEXTS[topic.name].fits.includes(status)
}

/** The words of the response, then the text of a code or a status that has a text of its own. */
export function quotedAhead({ messages: [said] }: AnswerContext, base: CatalogText): Found {
  return said === undefined ? {} : { cause: `The API says: ${quotedAtEnd(said)} ${base.cause}`.trim() }
}

/** A status without evidence of its own: the words of the response come first, then what the status means. */
export function explainWithWords(subject: AnswerContext, base: CatalogText): Found {
  const { messages, response } = subject
  const [said] = messages
  if (said === undefined) return {}
  const [topic] = subject.topics()
  const isRefusal = response.status >= 400 && response.status < 500
  if (isRefusal && saysMoreThan(subject, response.status)) return { ...explainInWords(subject, base) }
  return topic && isRefusal
    ? {
        cause: `The API says: ${quotedAtEnd(said)} ${suggestion(subject, topic)}`,
        remedy: withoutSending(remedyFor(topic)),
      }
    : quotedAhead(subject, base)
}

/** The documentation's verdict stays; when the words ask for a later replay, the advice says so, and that it is a guess. */
export function retryInWords(subject: AnswerContext, retry: Retry): Retry {
  if (retry.helps !== 'no') return retry
  const replay = subject
    .topics()
    .map(({ name }) => TOPIC_TEXTS[name].replay)
    .find((each) => each !== undefined)
  if (replay === undefined) return retry
  const first = isSafeToRepeat(subject.request) ? '' : ' Find out first whether it ran.'
  return { ...retry, advice: `${retry.advice} The words suggest that ${replay}.${first}` }
}
