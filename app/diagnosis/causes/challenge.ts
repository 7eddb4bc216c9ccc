import { keyTypeFor } from '../../catalog/routes.ts'
import { step, type CatalogText } from '../../catalog/text.ts'
import { headerOf } from '../../contract/headers.ts'
import { clip } from '../../contract/values.ts'
import { retryOf, type AnswerContext, type Found } from '../answerContext.ts'
import { isGeneral } from '../said.ts'
import { quotedAtEnd } from '../words.ts'

/** A 403 that says in its challenge which scope the token lacks (RFC 6750, section 3.1); null for any other. */
export function explainChallenge(subject: AnswerContext, base: CatalogText): Found | null {
  const { endpoint, messages, response, target } = subject
  const challenge = (headerOf(response.headers, 'www-authenticate') ?? '').slice(0, 1000)
  if (!/\binsufficient_scope\b/.test(challenge) || !messages.every(isGeneral)) return null
  const scope = /\bscope="([^"]{1,200})"/.exec(challenge)?.[1] ?? null
  const said = /\berror_description="([^"]{1,300})"/.exec(challenge)?.[1] ?? challenge
  const keyType = keyTypeFor(endpoint, target.path)
  const wanted = scope === null ? 'a wider scope' : `the scope ${clip(scope, 80)}`
  return {
    headline: scope === null ? 'The token lacks a scope' : `The token lacks the scope ${clip(scope, 60)}`,
    meaning: 'The server accepted the token and refused the request: insufficient_scope.',
    cause: [
      `The header WWW-Authenticate says: ${quotedAtEnd(said)}`,
      keyType === null ? '' : `The API documentation gives KeyType ${keyType} for this path.`,
    ]
      .filter(Boolean)
      .join(' '),
    remedy: [
      step(
        `Replay it with a key that has ${keyType === null ? wanted : `KeyType ${keyType}`}.`,
        'switch-key',
      ),
      step(`If you have none, ask your key administrator for ${wanted}.`),
    ],
    retry: retryOf(base),
  }
}
