import type { Step } from '../../catalog/text.ts'
import type { ParameterError } from '../../contract/exchange.ts'
import type { AnswerContext } from '../answerContext.ts'
import { isGeneral } from '../said.ts'
import { sentencesOf } from '../topics/readTopics.ts'
import type { Topic, TopicName } from '../topics/topics.ts'
import { isQuote } from '../topics/stepSaid.ts'
import { remedyFor } from './topicRemedy.ts'
import { hintsFor } from '../values/hints.ts'

const MOST_MESSAGES = 5

/** What the words tell beside the values that they name: other sentences, with another reason than a wrong value. */
export function otherReasons({ messages, topicsIn }: AnswerContext, names: readonly string[]): Topic[] {
  const named = names.map((name) => name.toLowerCase())
  return messages
    .slice(0, MOST_MESSAGES)
    .flatMap((message) => sentencesOf(message))
    .filter((sentence) => !named.some((name) => sentence.toLowerCase().replaceAll(' ', '').includes(name)))
    .flatMap((sentence) => topicsIn(sentence).slice(0, 1))
    .filter(({ name, words }) => !OF_VALUES.has(name) && !isGeneral(words))
    .slice(0, 2)
}

/** Whether the one message names a value in passing, and another reason than that the value is wrong. */
export function tellsOtherReason(subject: AnswerContext, parameters: readonly ParameterError[]): boolean {
  // Most responses say one thing, or have several errors.
  if (subject.messages.length !== 1 || parameters.some(({ message }) => message !== parameters[0]?.message))
    return false
  const [topic] = subject.topics()
  return (
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
  const steps: Step[] = []
  const add = (each: Step | undefined): boolean => {
    if (each && !steps.some(({ text }) => text === each.text)) steps.push(each)
    return steps.length === 2
  }
  // The cause quotes the message, and the headline says what is missing.
  for (const message of messages)
    for (const each of subject.stepsIn(message))
      if (!isQuote(each) && !isOfAbsence(each, parameters) && add(each)) return steps
  for (const message of messages)
    for (const topic of subject.topicsIn(message))
      if (!OF_VALUES.has(topic.name) && add(remedyFor(topic, subject)[0])) return steps
  return steps
}

const isOfAbsence = ({ text }: Step, parameters: readonly ParameterError[]) =>
  text.endsWith('the message asks for it.') &&
  parameters.some(({ name }) => text.toLowerCase().startsWith(`send ${name.toLowerCase()}:`))
