import type { Step } from '../../catalog/text.ts'
import type { ParameterError } from '../../contract/exchange.ts'
import type { AnswerContext } from '../answerContext.ts'
import { isGeneral } from '../said.ts'
import { readTopics, sentencesOf } from '../topics/readTopics.ts'
import type { Topic, TopicName } from '../topics/topics.ts'
import { isQuote, stepsSaid } from '../topics/stepSaid.ts'
import { remedyFor } from './topicRemedy.ts'
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
  'approval',
  'callback',
  'closed',
  'concurrency',
  'conflict',
  'earlier-request',
  'ended',
  'limit-reached',
  'maintenance',
  'not-enabled',
  'not-ready',
  'payment',
  'quota',
  'suspended',
  'temporary',
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

/** What the words of the errors name beside the value: a limit, the values that are taken, or another reason. */
export function toldSteps(subject: AnswerContext, parameters: readonly ParameterError[]): Step[] {
  const messages = [...new Set(parameters.map(({ message }) => message))].slice(0, MOST_MESSAGES)
  const reasons = messages.flatMap(readTopics).filter(({ name }) => !OF_VALUES.has(name))
  const steps = [
    // The cause quotes the message, and the headline says what is missing.
    ...messages.flatMap(stepsSaid).filter((each) => !isQuote(each) && !isOfAbsence(each, parameters)),
    ...reasons.flatMap((each) => remedyFor(each, subject).slice(0, 1)),
  ]
  return steps.filter((each, at) => steps.findIndex(({ text }) => text === each.text) === at).slice(0, 2)
}

const isOfAbsence = ({ text }: Step, parameters: readonly ParameterError[]) =>
  text.endsWith('the message asks for it.') &&
  parameters.some(({ name }) => text.toLowerCase().startsWith(`send ${name.toLowerCase()}:`))
