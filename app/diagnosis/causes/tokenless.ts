import { step } from '../../catalog/text.ts'
import { isBlanked } from '../../contract/recorded.ts'
import { isObject } from '../../contract/values.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { isLeftOut } from '../subject.ts'
import { quotedAtEnd } from '../words.ts'
import { explainKeyWords, recipe, sameAgain, unsent } from './keyWords.ts'

const DEEPEST = 5
const MOST_VALUES = 200
const SHORTEST_TOKEN = 16
const NAMES_TOKEN = /token|jwt|bearer/i
/** Fields that tell of a token, or of a request, and hold none. */
const HOLDS_NONE = /id$|type|expir|trace|message|error|ur[il]$|time|date|scope/i

/** True for a success of the token request in which nothing can be a token, whatever it is called. */
export function lacksToken({ endpoint, decoded, response, evidence }: AnswerContext): boolean {
  if (endpoint?.isTokenRequest !== true || response.truncated || isLeftOut(response)) return false
  if (evidence.isBodyPartial || decoded.envelope.kind === 'html') return false
  return !mayHoldToken(decoded.value ?? response.body)
}

function mayHoldToken(value: unknown, name = '', depth = 0): boolean {
  if (typeof value === 'string') {
    if (isBlanked(value)) return true
    const isWord = value.length > 0 && !/\s/.test(value.trim())
    if (NAMES_TOKEN.test(name) && !HOLDS_NONE.test(name)) return isWord
    return isWord && value.length >= SHORTEST_TOKEN && !HOLDS_NONE.test(name)
  }
  if (depth > DEEPEST) return false
  if (Array.isArray(value))
    return value.slice(0, MOST_VALUES).some((each) => mayHoldToken(each, name, depth + 1))
  return (
    isObject(value) &&
    Object.entries(value)
      .slice(0, MOST_VALUES)
      .some(([inner, each]) => mayHoldToken(each, inner, depth + 1))
  )
}

/** Its words tell why there is none; without words nothing is known but that. */
export function explainTokenless(subject: AnswerContext): Explanation {
  const { messages, response } = subject
  const [said] = messages
  const found = explainKeyWords(subject)
  const note = said === undefined ? 'The response does not say why.' : `The API says: ${quotedAtEnd(said)}`
  const suggests = found?.basis === 'words' ? ` ${found.cause ?? ''}` : ''
  return {
    headline: 'The response has no token',
    meaning: `HTTP ${response.status} says success, but Postern found no token in the body. ${unsent(subject)}`,
    cause: note + suggests,
    remedy: [
      ...(found?.remedy ?? [step('Look at the raw response.', 'show-answer'), recipe(subject)]),
      step('If it keeps coming without a token, send Guardhouse support this response.', 'copy-for-support'),
    ],
    retry: sameAgain,
    scope: null,
    parameters: [],
  }
}
