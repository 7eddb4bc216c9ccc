import { isDenied } from '../denial.ts'
import { isForeignLanguage } from '../language.ts'
import { isGeneral } from '../said.ts'
import { TOPIC_RULES, type Topic, type TopicRule } from './topics.ts'

const LONGEST_TEXT = 2000
const MOST_SENTENCES = 20

const byStem = new Map<string, TopicRule[]>()
for (const rule of TOPIC_RULES) {
  for (const stem of rule.stems) {
    const rules = byStem.get(stem)
    if (rules) rules.push(rule)
    else byStem.set(stem, [rule])
  }
}
const STEMS = new RegExp(
  `(?<![a-z])(?:${[...byStem.keys()].sort((a, b) => b.length - a.length).join('|')})`,
  'gi',
)
const RANKS = new Map(TOPIC_RULES.map(({ topic }, rank) => [topic, rank]))

/**
 * Which topics the words of a message are likely about, the most exact first, each once with the first sentence that says
 * so. Words alone are never proof: what reads this calls it a guess, unless status, code or claims say the same.
 */
export function readTopics(message: string): Topic[] {
  const topics: Topic[] = []
  if (isForeignLanguage(message)) return topics
  for (const sentence of sentencesOf(message)) {
    const rule = ruleOf(sentence)
    if (rule && !topics.some(({ name }) => name === rule.topic))
      topics.push({ name: rule.topic, words: sentence })
  }
  return topics.length < 2
    ? topics
    : topics.sort((a, b) => (RANKS.get(a.name) ?? 0) - (RANKS.get(b.name) ?? 0))
}

const MOST_MESSAGES = 5
const MOST_REASONS = 3
/** What is also said beside a reason, such as "Please try again later.". */
const OF_ANY_FAILURE: ReadonlySet<Topic['name']> = new Set(['server-failed'])

/** Reasons that pass with time, which therefore need not be said beside them. */
const PASSING: ReadonlySet<Topic['name']> = new Set(['maintenance', 'not-ready', 'unavailable'])

/** The reasons that all messages of a response name, each once; what every failure may say only where nothing says more. */
export function reasonsIn(messages: readonly string[]): Topic[] {
  const found: Topic[] = []
  for (const message of messages.slice(0, MOST_MESSAGES))
    for (const topic of readTopics(message))
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

export function sentencesOf(message: string): string[] {
  const text = message.slice(0, LONGEST_TEXT)
  return /[.!?;]\s|\b(?:and|but)\s/i.test(text) ? text.split(CLAUSE, MOST_SENTENCES) : [text]
}

/** Whether a sentence says it: what it denies, such as "has not been revoked", it does not say. */
function isSaid({ says, isDeniable }: TopicRule, sentence: string): boolean {
  const match = says.exec(sentence)
  return match !== null && (isDeniable === false || !isDenied(sentence, match))
}

/** The first rule in the order of the table whose words a sentence has. */
function ruleOf(sentence: string): TopicRule | null {
  let best: TopicRule | null = null
  STEMS.lastIndex = 0
  for (let match = STEMS.exec(sentence); match; match = STEMS.exec(sentence)) {
    for (const rule of byStem.get(match[0].toLowerCase()) ?? []) {
      if (best && (RANKS.get(rule.topic) ?? 0) >= (RANKS.get(best.topic) ?? 0)) continue
      if (isSaid(rule, sentence)) best = rule
    }
  }
  return best
}
