import type { ParameterError } from '../../contract/exchange.ts'
import type { AnswerContext } from '../answerContext.ts'
import { isGeneral } from '../said.ts'
import { readTopics, sentencesOf } from '../topics/readTopics.ts'
import type { Topic, TopicName } from '../topics/topics.ts'
import { hintsFor } from '../values/hints.ts'

const MOST_MESSAGES = 5

/** What the words tell beside the values that they name: other sentences, with another reason than a wrong value. */
export function otherReasons({ messages }: AnswerContext, names: readonly string[]): Topic[] {
  const named = names.map((name) => name.toLowerCase())
  return messages
    .slice(0, MOST_MESSAGES)
    .flatMap((message) => sentencesOf(message))
    .filter((sentence) => !named.some((name) => sentence.toLowerCase().replaceAll(' ', '').includes(name)))
    .flatMap((sentence) => readTopics(sentence).slice(0, 1))
    .filter(({ name, words }) => !OF_VALUES.has(name) && !isGeneral(words))
    .slice(0, 2)
}

/** Whether the one message names a value in passing, and another reason than that the value is wrong. */
export function tellsOtherReason(subject: AnswerContext, parameters: readonly ParameterError[]): boolean {
  const [topic] = subject.topics()
  const isAlone =
    new Set(parameters.map(({ message }) => message)).size === 1 && subject.messages.length === 1
  return (
    isAlone &&
    otherReasons(
      subject,
      parameters.map(({ name }) => name),
    ).length === 0 &&
    topic !== undefined &&
    LEADING.has(topic.name) &&
    subject.decoded.listed.every(({ field }) => field === null) &&
    hintsFor(subject, parameters).length === 0
  )
}

const LEADING: ReadonlySet<TopicName> = new Set([
  'callback',
  'closed',
  'concurrency',
  'conflict',
  'ended',
  'limit-reached',
  'maintenance',
  'not-enabled',
  'not-ready',
  'payment',
  'quota',
  'suspended',
  'unavailable',
])

/** Topics that say of a refused value what its own error says. */
const OF_VALUES: ReadonlySet<TopicName> = new Set([
  'validation',
  'too-much',
  'not-found',
  'server-failed',
  'not-json',
  'no-body',
])
