import { randomUUID } from 'node:crypto'
import { PosternError } from '../contract/errors.ts'
import { SHORTEST_FOUND } from '../contract/secretNames.ts'
import type { SessionToken } from '../contract/token.ts'
import { readClaims } from '../diagnosis/claims.ts'
import type { SessionTokensPort } from '../operations/context.ts'

/** A page could paste without an end. */
const MOST = 20

interface Held extends SessionToken {
  readonly authorization: string
}

/** Tokens that came in with commands. No file has them, and they are gone when Postern quits. */
export interface SessionTokens extends SessionTokensPort {
  /** In clear, so that they are redacted wherever they turn up. */
  secrets(): string[]
}

export function createSessionTokens(): SessionTokens {
  let held: readonly Held[] = []
  return {
    hold(authorization, origin) {
      const same = held.find((each) => each.authorization === authorization && each.origin === origin)
      const [, scheme = 'Bearer'] = /^(\S+)\s/.exec(authorization) ?? []
      const token = same ?? {
        id: randomUUID(),
        origin,
        scheme,
        claims: readClaims(authorization),
        authorization,
      }
      held = [...held.filter((each) => each !== same), token].slice(-MOST)
      return { id: token.id, origin, scheme: token.scheme, claims: token.claims }
    },
    authorizationOf(id) {
      const token = held.find((each) => each.id === id)
      if (token === undefined) throw notHeld()
      return { authorization: token.authorization, origin: token.origin }
    },
    forget(id) {
      held = held.filter((each) => each.id !== id)
    },
    secrets: () => held.flatMap(({ authorization }) => secretsOf(authorization)),
  }
}

/** The token, and of Basic the password too. */
function secretsOf(authorization: string): string[] {
  const token = authorization.slice(authorization.indexOf(' ') + 1).trim()
  const user = /^basic\s/i.test(authorization) ? Buffer.from(token, 'base64').toString('utf8') : ''
  const password = user.slice(user.indexOf(':') + 1)
  return [token, password].filter((secret) => secret.length >= SHORTEST_FOUND)
}

function notHeld(): PosternError {
  return new PosternError(
    'not-found',
    'Postern no longer holds this token.',
    'Paste the command again, or select a key.',
  )
}
