import type { Need } from './patternPieces.ts'

/** What the words of a response may be about. */
export type TopicName =
  | 'approval'
  | 'archived'
  | 'audience'
  | 'callback'
  | 'closed'
  | 'concurrency'
  | 'cursor'
  | 'conflict'
  | 'duplicate'
  | 'earlier-request'
  | 'ended'
  | 'expired'
  | 'key-type'
  | 'limit-reached'
  | 'maintenance'
  | 'mismatch'
  | 'network-address'
  | 'no-body'
  | 'not-configured'
  | 'not-enabled'
  | 'not-found'
  | 'not-ready'
  | 'not-json'
  | 'not-yet-valid'
  | 'old-tls'
  | 'parallel'
  | 'payment'
  | 'permission'
  | 'private-uri'
  | 'program-fault'
  | 'quota'
  | 'rate'
  | 'read-only'
  | 'retired'
  | 'scope'
  | 'server-failed'
  | 'signature'
  | 'signed-link'
  | 'state'
  | 'stored-file'
  | 'suspended'
  | 'temporary'
  | 'timed-out'
  | 'too-large'
  | 'too-much'
  | 'unavailable'
  | 'validation'
  | 'version'
  | 'withheld'

/** A sentence of a response, and what it is likely about. */
export interface Topic {
  name: TopicName
  /** The sentence. */
  words: string
}

/** How a topic is known by its words. */
export interface TopicRule {
  topic: TopicName
  says: RegExp
  /** What each match of a long pattern has, as who writes the pattern knows. */
  need?: Need
  /** Words of the sentence that make it say something else. */
  unless?: RegExp
  /** False where the words are a denial themselves, such as "was not found". */
  isDeniable?: false
}
