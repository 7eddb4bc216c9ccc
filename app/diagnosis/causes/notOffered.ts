import { methodsAt } from '../../catalog/routes.ts'
import { step, type Step } from '../../catalog/text.ts'
import { isSafeMethod } from '../../contract/http.ts'
import { clip } from '../../contract/values.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { isNamed } from '../topics/facts.ts'
import type { SentValue } from '../values/sentValues.ts'
import { quotedAtEnd } from '../words.ts'

const MOST_MESSAGES = 5

export const isPlanned = (messages: readonly string[]) =>
  messages.some((message) =>
    /\bplanned\b|\broad ?map\b|\bcoming\b|\bnot (?:yet )?(?:implemented|supported|available)\b|\byet\b/i.test(
      message,
    ),
  )

/** A 501 whose words say that the call is still to come, or that a part of the request is not offered. */
export function isUnoffered(subject: AnswerContext): boolean {
  const { response, messages } = subject
  return response.status === 501 && (isPlanned(messages) || partIn(subject) !== null)
}

/** A call that the server does not offer: what else the API has at the path, and who knows more. */
export function notOffered({ catalog, messages, request, target }: AnswerContext): Step[] {
  const methods = methodsAt(catalog, target.path)
  const isRead = methods.includes('GET') && !isSafeMethod(request.method)
  return [
    ...(isRead ? [step('Use GET to read. The API documentation has only that here.', 'edit-request')] : []),
    step(
      isPlanned(messages)
        ? 'Ask Guardhouse support when the API offers this call.'
        : 'Ask Guardhouse support whether the API offers this call.',
      'copy-for-support',
    ),
    step('Check the method and the path.', 'edit-request'),
  ]
}

/** The part of the request that the words of a 501 name, by its name or its quoted value; null where they name none. */
function partIn({ messages, response, sent, isTokenAnswer }: AnswerContext): SentValue | null {
  const said = messages.slice(0, MOST_MESSAGES).join(' ').slice(0, 2000)
  if (response.status !== 501 || isTokenAnswer || said === '') return null
  const parts = sent().filter(({ in: place }) => place !== 'path')
  return (
    parts.find(({ name }) => isNamed(said, name)) ??
    parts.find(({ value }) => value.length >= 3 && value.length <= 60 && isNamed(said, value)) ??
    null
  )
}

/** A 501 that is about a part of the request: the call itself may well be offered. */
export function explainUnofferedPart(subject: AnswerContext): Partial<Explanation> | null {
  const part = partIn(subject)
  if (part === null) return null
  const { name, value, parameter, in: place } = part
  const what = `${name}=${clip(value, 40)}`
  const isNeeded = place === 'body' || parameter?.required === true
  return {
    headline: `The API does not support this ${name}`,
    meaning: 'The server does not support a part of this request.',
    cause: `The response says: ${subject.messages.slice(0, MOST_MESSAGES).map(quotedAtEnd).join(' ')} The words name ${what} of the request.`,
    remedy: [
      step(
        isNeeded ? `Write another value in place of ${what}.` : `Leave out ${what}, or write another value.`,
        'edit-request',
      ),
      step(
        `Ask Guardhouse support ${isPlanned(subject.messages) ? 'when' : 'whether'} the API offers this ${name}.`,
        'copy-for-support',
      ),
    ],
  }
}
