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
    .filter((sentence) => {
      const joined = sentence.toLowerCase().replaceAll(' ', '')
      return !named.some((name) => joined.includes(name))
    })
    .flatMap((sentence) => topicsIn(sentence).slice(0, 1))
    .filter(({ name, words }) => !OF_VALUES.has(name) && !isGeneral(words))
    .slice(0, 2)
}

/**
 * Whether an error that names a value tells another reason than that the value is wrong, such as "This uri is registered
 * already.": then the value is right, and to change it could do harm.
 */
export function tellsReason(
  subject: AnswerContext,
  { message }: Pick<ParameterError, 'message'>,
  named: () => readonly ParameterError[],
): boolean {
  if (OF_A_VALUE.test(message.slice(0, LONGEST))) return false
  const sentences = sentencesOf(message)
  const naming = sentences.filter((each) => subject.findParameters({ field: null, message: each }).length > 0)
  const topicOf = (sentence: string) => subject.topicsIn(sentence)[0]?.name
  const topics = (naming.length > 0 ? naming : sentences).map(topicOf)
  const [first] = topics
  if (first === undefined || topics.some((each) => each === undefined || !REASONS.has(each))) return false
  return (
    first === 'duplicate' ||
    hintsFor(
      subject,
      named().filter(({ value }) => value !== null),
    ).length === 0
  )
}

const LONGEST = 500
/** What is said of values alone, which most errors are about. */
const OF_A_VALUE =
  /\bmust (?:not )?(?:exceed|contain|match|have|be (?:greater|less|between|one of|an? |at ))|\b(?:is|are) (?:required|not valid|invalid)\b/i

/** What no other value mends. */
const REASONS: ReadonlySet<TopicName> = new Set([
  'approval',
  'archived',
  'callback',
  'closed',
  'concurrency',
  'conflict',
  'cursor',
  'duplicate',
  'earlier-request',
  'ended',
  'limit-reached',
  'maintenance',
  'not-enabled',
  'not-ready',
  'payment',
  'permission',
  'quota',
  'scope',
  'state',
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
