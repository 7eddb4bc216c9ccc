import { step } from '../../catalog/text.ts'
import { splitTarget } from '../../contract/url.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { no, recipe, sameAgain, saying, unsent } from './keyWords.ts'

/** No key has got a token by this token request yet, so it may be the request that is wrong. */
export function isUnproven({ evidence }: AnswerContext): boolean {
  return evidence.attempts.at(-1)?.tokenRequest?.isProven === false
}

export function recipeRefused(subject: AnswerContext): Partial<Explanation> {
  return {
    headline: 'The token request was refused',
    meaning: unsent(subject),
    cause: `This token request has not led to a token yet. Its path or the place of the key may be wrong, or the key.${saying(subject)}`,
    remedy: [recipe(subject), step('Or enter the key once more, or a new one.', 'enter-key')],
    retry: sameAgain,
  }
}

export function notAtAddress(subject: AnswerContext): Partial<Explanation> {
  return {
    headline: 'The token request is not at this URL',
    meaning: unsent(subject),
    cause: `The base URL or the path is wrong, or ${hostOf(subject) ?? 'the host'} is another service.${saying(subject)}`,
    remedy: [step('Check the base URL.', 'open-settings'), recipe(subject)],
    retry: no('The same URL gives the same response.'),
  }
}

function hostOf({ evidence, target }: AnswerContext): string | null {
  const sent = evidence.attempts.at(-1)?.tokenRequest
  return sent ? splitTarget(sent.url).host : target.host
}
