import { step } from '../../catalog/text.ts'
import { headerOf } from '../../contract/headers.ts'
import { placeholderIn } from '../../contract/recorded.ts'
import type { AnswerContext, Explanation, Retry } from '../answerContext.ts'
import { afterFresh } from '../freshToken.ts'
import { sayingOf } from '../tokenSigns.ts'
import { quoted } from '../words.ts'

const setHeader = step(
  'Remove your own Authorization header, so that Postern sends the token of a key.',
  'edit-request',
)
const tokenFirst = step(
  'In your program, request a token first with POST /api/token/request, and send that token.',
)

export function missing(subject: AnswerContext): Partial<Explanation> {
  const { target } = subject
  const { key, attempts } = subject.evidence
  const why =
    attempts.length === 0
      ? ''
      : key === null
        ? 'Postern sent the request without a key.'
        : target.host === null
          ? ''
          : `Postern sends the key ${key} only to the host of its profile, and this is another.`
  return {
    headline: 'The request carries no token',
    meaning: 'Each request to the API needs the header Authorization: Bearer, and a token.',
    cause: (sayingOf(subject) + why).trim() || 'The header Authorization is missing.',
    remedy: [
      step('Choose a key, and replay the request with its token.', 'switch-key'),
      step('Or enter a key first.', 'enter-key'),
      tokenFirst,
    ],
    retry: onceWith(subject, 'a token'),
  }
}

/** What the header of the request shows; null where it is in order, or not known. */
export function headerFault(subject: AnswerContext): Partial<Explanation> | null {
  const { request, evidence } = subject
  const header = headerOf(request.headers, 'authorization')?.trim() ?? null
  // A response that was only pasted comes without the headers of its request: then nothing is known of them.
  if (header === null) return evidence.attempts.length > 0 ? missing(subject) : null
  const placeholder = placeholderIn(header)
  if (placeholder !== null) return noToken(subject, placeholder)
  if (/^bearer\s+bearer\b/i.test(header))
    return malformed(
      subject,
      'The Authorization header has Bearer twice',
      'The header must read "Bearer", a space and the token.',
    )
  const scheme = /^(?:basic|digest|negotiate|ntlm|apikey|api-key)\b/i.exec(header)?.[0]
  if (scheme !== undefined)
    return malformed(
      subject,
      `The Authorization header has the scheme ${scheme}`,
      'The API takes the scheme Bearer alone.',
    )
  if (/redacted|•|\*{3}/i.test(header.slice(0, 200))) return null
  const token = header.slice(0, 10_000).replace(/^bearer(\s+|$)/i, '')
  const isBearer = token.length < header.length
  if (isBearer && token.split('.', 4).length === 3 && !/\s/.test(token)) return null
  return isBearer
    ? malformed(
        subject,
        'The token is not a JWT',
        'The text after "Bearer" has not the three parts of a JWT. It may be cut, or be the API key.',
      )
    : malformed(
        subject,
        'The Authorization header is not a bearer token',
        'The header must read "Bearer", a space and the token.',
      )
}

/** The program sent the header before it had a token. */
function noToken(subject: AnswerContext, placeholder: string): Partial<Explanation> {
  return {
    headline:
      placeholder === ''
        ? 'The Authorization header has no token'
        : `The Authorization header has ${quoted(placeholder)}, not a token`,
    meaning: 'Your program sent the header before it had a token.',
    cause: `${sayingOf(subject)}The variable for the token was empty, or was never filled in.`,
    remedy: [
      step('Check where your program stores the token of the token request, and when it reads it.'),
      setHeader,
    ],
    retry: onceWith(subject, 'a token'),
  }
}

export function malformed(subject: AnswerContext, headline: string, why: string): Partial<Explanation> {
  return {
    headline,
    meaning: 'The API could not read a token from the Authorization header.',
    cause: (sayingOf(subject) + why).trim(),
    remedy: [setHeader, tokenFirst],
    retry: onceWith(subject, 'a correct Authorization header'),
  }
}

/** The header is at fault, so that the request is worth one more attempt with another one. */
function onceWith(subject: AnswerContext, what: string): Retry {
  const { retry } = afterFresh(subject)
  return retry.helps === 'now' ? { ...retry, advice: `Once, with ${what}.` } : retry
}

/** Whether the request is known to have had a token: by its header, or because the claims in it were read. */
export function isCarried({ request, evidence }: AnswerContext): boolean {
  return headerOf(request.headers, 'authorization') !== null || evidence.claims !== null
}

export function notArrived(subject: AnswerContext): Partial<Explanation> {
  const { steps, retry } = afterFresh(subject)
  return {
    headline: 'The token did not arrive',
    meaning: 'The request had a token in the header Authorization, and the API got none.',
    cause: `${sayingOf(subject)}A proxy may remove the header, or the API looks for the token elsewhere.`,
    remedy: [...steps, step('Check the base URL, and whether a proxy removes the header.', 'open-settings')],
    retry,
  }
}
