import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import { isBlanked } from '../../contract/recorded.ts'
import { clip } from '../../contract/values.ts'
import { formFor, listed } from '../../contract/words.ts'
import type { AnswerContext, Explanation, Found } from '../answerContext.ts'
import { isGeneral } from '../said.ts'
import { namedFault } from '../tokenSigns.ts'
import { TOPIC_TEXTS } from '../topics/topicTexts.ts'
import type { TopicName } from '../topics/topics.ts'
import { quoted, quotedAtEnd } from '../words.ts'
import { partOf } from './requestPart.ts'
import { retryInWords } from './saidInWords.ts'
import { explainKeyState } from './token.ts'

/** Whether the token request is what the user sent or pasted, and not what Postern sent before a request. */
export function isOwn({ evidence }: AnswerContext): boolean {
  return evidence.attempts.at(-1)?.purpose !== 'token'
}

/** What the refusal means for the request that needed the token. */
export function unsent(subject: AnswerContext): string {
  return isOwn(subject)
    ? 'The API gave no token, so no other request can be sent.'
    : 'The request itself was not sent, because it needs a token.'
}

export function recipe(subject: AnswerContext): Step {
  return isOwn(subject)
    ? step('Check how your program asks for a token: host, method, path and the place of the key.')
    : step("Check the profile's token request: method, path and the place of the key.", 'open-token-settings')
}

export const no = (advice: string) => ({ helps: 'no' as const, advice, notBefore: null })
export const sameAgain = no('The same token request gets the same response.')

export function saying({ messages }: AnswerContext): string {
  const said = messages.find((each) => !isBlanked(each))
  return said === undefined ? '' : ` The API says: ${quotedAtEnd(said)}`
}

/** The form of the token request was refused: its errors may name the fields. */
export function invalidRequest(
  subject: AnswerContext,
  base: CatalogText,
  common: Partial<Explanation>,
): Found {
  const fields = [...new Set(subject.said.flatMap(({ field }) => (field === null ? [] : [field])))]
  const said = fields.length === 0 ? inWords(subject) : null
  if (said) return said
  const named = fields.length === 0 ? '' : `${formFor(fields.length, 'field')} ${listed(fields)}`
  const part = named === '' ? partOf(subject) : null
  if (part)
    return {
      ...common,
      cause: `${part.cause}${saying(subject)}`,
      remedy: [...part.remedy, recipe(subject)],
      retry: sameAgain,
    }
  return {
    ...common,
    cause:
      named === '' ? saying(subject).trim() || base.cause : `The errors name the ${named}.${saying(subject)}`,
    remedy: [
      ...(named === ''
        ? []
        : [step(`Check whether the token request lacks the ${named}, or has a wrong value there.`)]),
      recipe(subject),
    ],
    retry: sameAgain,
  }
}

/** The words of a refusal say more than its status: the state of the key, else what they are about. */
export function explainKeyWords(subject: AnswerContext): Found | null {
  const named = namedFault(subject)
  if (named?.fault !== 'key-state') return inWords(subject)
  return {
    ...explainKeyState(subject, named),
    meaning: unsent(subject),
    retry: no('The same key gets the same response.'),
  }
}

const NETWORK_ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}\b/
/** What every refusal of a key is about. */
const OF_EVERY_KEY: ReadonlySet<TopicName> = new Set(['permission', 'audience', 'signature', 'not-yet-valid'])

/** The topic of the words leads; null where they have none that says more than the status. */
function inWords(subject: AnswerContext): Found | null {
  const [lead] = subject.messages
  if (lead === undefined || isGeneral(lead) || isBlanked(lead)) return null
  const topic = NETWORK_ADDRESS.test(lead.slice(0, LONGEST_LEAD))
    ? 'network-address'
    : subject.topics()[0]?.name
  if (topic === undefined || OF_EVERY_KEY.has(topic)) return null
  const { suggests, remedy } = TOPIC_TEXTS[topic]
  // The request that needs the token is not to be changed, and a fresh token is what was asked for.
  const steps = remedy.filter(({ action }) => !OF_REQUEST.has(action))
  return {
    basis: 'words',
    headline: `The token request was refused: ${quoted(clip(lead, LONGEST_LEAD))}`,
    meaning: unsent(subject),
    cause: `The words suggest ${suggests}.`,
    remedy: steps.length > 0 ? steps : [recipe(subject)],
    // No fresh token helps where no token was given.
    retry: topic === 'expired' ? sameAgain : retryInWords(subject, sameAgain),
  }
}

const LONGEST_LEAD = 120
const OF_REQUEST: ReadonlySet<Step['action']> = new Set([
  'edit-request',
  'open-catalog',
  'refresh-token',
] as const)
