import { isBlanked } from '../../contract/recorded.ts'
import { isSecretName } from '../../contract/secretNames.ts'
import { readClaims } from '../../diagnosis/claims.ts'
import type { Call } from '../calls.ts'
import type { CheckRule } from './rule.ts'

const JWT = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g

export const secretInUrl: CheckRule = {
  name: 'secret-in-url',
  severity: 'error',
  title: 'Keep secrets out of URLs',
  says: 'The bearer token belongs in the Authorization header, and the API key in the body of the token request.',
  why: 'Servers, proxies and browsers write URLs to their logs, where others can read them.',
  change: 'Send the token in the Authorization header. Replace the key that was in a URL.',
  sign: 'A path or a query has a known key, a token, or the name of a secret. The name alone is a warning.',
  needs: 'Your program makes a call.',
  seenBy: null,
  judge({ calls }, { saw, broke }) {
    for (const call of calls) {
      saw(call)
      const name = namedIn(call)
      if (hasSecret(call)) broke(call, 'Your program sent a secret in the URL. Postern redacted it.')
      else if (name !== null)
        broke(
          call,
          `Your program sent ${name} in the URL, without a secret this time. Postern guessed its use from the name.`,
          true,
        )
    }
  },
}

function hasSecret({ url }: Call): boolean {
  if (isBlanked(url)) return true
  return url.includes('eyJ') && [...url.matchAll(JWT)].some(([token]) => readClaims(token) !== null)
}

/** A parameter that is named like a secret, and has none: `token=undefined`. */
function namedIn({ url }: Call): string | null {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? ''
  const names = query.split('&').map((parameter) => parameter.split('=', 1).join())
  return names.find((name) => name !== '' && isSecretName(name, 'query')) ?? null
}
