import type { AnswerContext, Found } from '../answerContext.ts'
import type { TopicName } from '../topics/topics.ts'
import { compareScope } from '../scope.ts'
import { quotedAtEnd } from '../words.ts'
import { explainById, isHeld, OF_RIGHT } from './scopeIds.ts'

const OF_SCOPE: ReadonlySet<TopicName> = new Set(['scope', 'permission'])

/**
 * A refusal that is no 403, whose words speak of the scope: held against the claims as a 403 is. Null where it names no company,
 * customer or site.
 */
export function explainToldScope(subject: AnswerContext): Found | null {
  const [topic] = subject.topics()
  if (topic === undefined || !OF_SCOPE.has(topic.name)) return null
  const scope = compareScope(subject, subject.evidence.claims, subject.messages)
  const by = scope.refusedBy
  if (by === null || by === 'KeyType') return null
  // A right that is missing is no id that is outside.
  if (topic.name === 'permission' && OF_RIGHT.test(topic.words) && isHeld(scope, by)) return null
  const told = explainById(subject, scope, by)
  return {
    ...told,
    scope,
    basis: 'words',
    cause: `The API says: ${subject.messages.slice(0, 2).map(quotedAtEnd).join(' ')} The words suggest the scope of the key. ${told.cause}`,
  }
}
