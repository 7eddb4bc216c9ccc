import type { CatalogText } from '../../catalog/text.ts'
import type { AnswerContext, Found } from '../answerContext.ts'
import { afterFresh } from '../freshToken.ts'
import { wordsOf } from '../tokenSigns.ts'
import type { TopicName } from '../topics/topics.ts'
import { explainInWords } from './saidInWords.ts'

/** What no token is the reason for, though the status is 401. */
const NOT_OF_TOKENS: ReadonlySet<TopicName> = new Set([
  'limit-reached',
  'maintenance',
  'network-address',
  'not-enabled',
  'quota',
  'rate',
  'read-only',
  'signed-link',
  'unavailable',
])

/** Words about another thing than the token lead. The verdict of the API documentation for a 401 stays. */
export function otherWords(subject: AnswerContext, base: CatalogText): Found | null {
  // Most words of a 401 say nothing more.
  if (wordsOf(subject) === null) return null
  const [topic] = subject.topics()
  if (topic === undefined || !NOT_OF_TOKENS.has(topic.name)) return null
  const told = explainInWords(subject, base)
  if (told === null) return null
  const { steps, retry } = afterFresh(subject)
  // What a file storage says may be about the request for a file alone: the token is the first thing to be sure of.
  return topic.name === 'signed-link'
    ? { ...told, remedy: [...steps, ...(told.remedy ?? [])], retry }
    : { ...told, retry }
}
