import { rememberedForm } from '../remembered.ts'
import { phraseTable } from './phraseTable.ts'
import { isDenied } from '../denial.ts'
import { isForeignLanguage } from '../language.ts'
import { isGeneral } from '../said.ts'
import { FORM_RULES } from './topicForms.ts'
import { TOPIC_RULES } from './topicRules.ts'
import type { Topic, TopicName, TopicRule } from './topics.ts'

const LONGEST_TEXT = 2000
const MOST_SENTENCES = 20

/** After the words of a topic its forms. */
export const RULES: readonly TopicRule[] = TOPIC_RULES.flatMap((rule) => [
  rule,
  ...FORM_RULES.filter(({ topic }) => topic === rule.topic),
])
const findRule = phraseTable(RULES)
const RANKS = new Map(RULES.map(({ topic }, rank) => [topic, rank]))

/**
 * Which topics the words of a message are likely about, the most exact first, each once with the first sentence that says
 * so. Words alone are never proof: what reads this calls it a guess, unless status, code or claims say the same.
 */
export function readTopics(message: string): readonly Topic[] {
  const placed = topicsByPlace(message)
  if (placed.length === 0) return []
  const sentences = sentencesOf(message)
  return placed.map(({ name, at }) => ({ name, words: sentences[at] ?? message }))
}

/** A topic, and the number of the sentence that says so. */
export interface PlacedTopic {
  name: TopicName
  at: number
}

export function placeTopics(message: string): readonly PlacedTopic[] {
  if (isForeignLanguage(message)) return []
  const placed: PlacedTopic[] = []
  for (const [at, sentence] of sentencesOf(message).entries()) {
    const name = topicOf(sentence)
    if (name !== null && !placed.some((each) => each.name === name)) placed.push({ name, at })
  }
  return placed.sort((a, b) => rankOf(a.name) - rankOf(b.name))
}

const topicsByPlace = rememberedForm(placeTopics)

const MOST_MESSAGES = 5
const MOST_REASONS = 3
/** What is also said beside a reason, such as "Please try again later.". */
const OF_ANY_FAILURE: ReadonlySet<Topic['name']> = new Set(['server-failed'])

/** Reasons that pass with time, which therefore need not be said beside them. */
const PASSING: ReadonlySet<Topic['name']> = new Set(['maintenance', 'not-ready', 'unavailable'])

/** The reasons that all messages of a response name, each once; what every failure may say only where nothing says more. */
export function reasonsIn(
  messages: readonly string[],
  topicsIn: (text: string) => readonly Topic[],
): Topic[] {
  const found: Topic[] = []
  for (const message of messages.slice(0, MOST_MESSAGES))
    for (const topic of topicsIn(message))
      if (!found.some(({ name }) => name === topic.name)) found.push(topic)
  // What is suspended has to be activated again, whatever else is still pending.
  if (found.some(({ name }) => name === 'suspended'))
    found.sort((one, other) => Number(one.name === 'approval') - Number(other.name === 'approval'))
  const passes = found.some(({ name }) => PASSING.has(name))
  const telling = found.filter(
    ({ name, words }) => !OF_ANY_FAILURE.has(name) && !isGeneral(words) && !(passes && name === 'temporary'),
  )
  if (telling.length > 0) return telling.slice(0, MOST_REASONS)
  return found.filter(({ name, words }) => name !== 'validation' || !isGeneral(words)).slice(0, MOST_REASONS)
}

/** Sentences, and clauses that begin with a subject of their own. */
const CLAUSE = /(?<=[.!?;])\s+|,?\s+(?:and|but)\s+(?=(?:the|your|this|that|you|it|there)\b)/i

const MAY_PART = /[.!?;]\s|[\s,](?:and|but)\s+(?:the|your|this|that|you|it|there)\b/i

export function sentencesOf(message: string): readonly string[] {
  const text = message.slice(0, LONGEST_TEXT)
  return MAY_PART.test(text) ? text.split(CLAUSE, MOST_SENTENCES) : [text]
}

const rankOf = (topic: TopicName) => RANKS.get(topic) ?? 0

/**
 * The first rule in the order of the table whose words or form a sentence has: what it denies, such as "has not been revoked",
 * it does not say.
 */
function topicOf(sentence: string): TopicName | null {
  return findRule(sentence, (rule, match) =>
    rule.unless?.test(sentence) || (rule.isDeniable !== false && isDenied(sentence, match))
      ? null
      : rule.topic,
  )
}
