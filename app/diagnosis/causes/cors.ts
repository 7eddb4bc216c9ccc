import { step } from '../../catalog/text.ts'
import { headerOf } from '../../contract/headers.ts'
import { clip } from '../../contract/values.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { wordsOf } from '../pageWords.ts'
import { quotedAtEnd } from '../words.ts'

const OF_CORS = /\bcors\b|\bcross-origin\b/i
const OF_ORIGIN = /\borigin\b[^.]{0,40}\b(?:not allowed|disallowed|denied|forbidden|blocked)\b/i
const FIRST_PART = 4096

/** A refusal of calls from web pages: words about CORS tell it, or words about an origin where one was sent; null for any other. */
export function explainCors({ request, response, messages }: AnswerContext): Partial<Explanation> | null {
  if (response.status < 400 || !/origin|cors/i.test(response.body.slice(0, FIRST_PART))) return null
  const body = wordsOf(response.body.slice(0, FIRST_PART))
  const origin = headerOf(request.headers, 'origin')
  if (!OF_CORS.test(body) && (origin === null || !OF_ORIGIN.test(body))) return null
  const [said] = messages
  return {
    headline: 'The server refuses calls from a web page',
    meaning: 'The words are about CORS: the origins of web pages that may call the server.',
    cause: [
      origin === null
        ? 'Postern does not know from which origin the request came.'
        : `The request has the header Origin: ${clip(origin, 80)}.`,
      said === undefined || !OF_CORS.test(said) ? '' : `The response says: ${quotedAtEnd(said)}`,
    ]
      .filter(Boolean)
      .join(' '),
    remedy: [
      step('Call the API from your own server: in a web page, everybody can read the token.'),
      step('If your program is no web page, remove the header Origin.', 'edit-request'),
    ],
    ...(response.status < 500 && {
      retry: { helps: 'no', advice: 'The same origin gets the same response.', notBefore: null },
    }),
  }
}
