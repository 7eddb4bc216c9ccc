import { randomBytes } from 'node:crypto'
import { REVOKED_ALIAS, type SandboxKey } from './keys.ts'
import { failure, type Reply } from './reply.ts'
import { signToken, verifyToken, type TokenBody } from './token.ts'

/** Issues the tokens of one sandbox and checks them. Its signing secret ends with it. */
export interface TokenDesk {
  issue(key: SandboxKey, now: number): { token: string; expiresAt: number }
  /** The token's body, or the 401 that says what is wrong with the `Authorization` header. */
  check(authorization: string | undefined, now: number): { body: TokenBody } | { refusal: Reply }
  /** From now on the token counts as expired. */
  expire(token: TokenBody): void
  /** From now on the key, and every token of it, is refused. */
  revoke(alias: string): void
  isRevoked(alias: string): boolean
  /** Aliases of the keys that `revoke` was asked for. */
  revoked(): readonly string[]
  /** Takes back what `revoke` did. */
  restore(): void
}

/** Tokens that are remembered as expired; the oldest is forgotten first. */
const MAX_EXPIRED = 1000

const EXPIRED = 'The bearer token has expired.'
const REVOKED = 'The API key behind the bearer token is no longer valid.'

export function createTokenDesk(lifeMs: number): TokenDesk {
  const secret = randomBytes(32)
  const revoked = new Set<string>()
  const expired = new Set<string>()
  let issued = 0
  return {
    issue: (key, now) => signToken(key, ++issued, now, lifeMs, secret),
    check(authorization, now) {
      if (!authorization) return refuse('A bearer token is required.', 'Bearer')
      const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
      if (token === undefined) return refuse('The Authorization header must be "Bearer" and a token.')
      const verdict = verifyToken(token, now, secret)
      if (verdict.kind === 'valid' && expired.has(verdict.body.jti)) return refuse(EXPIRED)
      if (verdict.kind === 'valid' && revoked.has(verdict.body.sub)) return refuse(REVOKED)
      if (verdict.kind === 'valid') return { body: verdict.body }
      if (verdict.kind === 'malformed') return refuse('The bearer token is malformed.')
      if (verdict.kind === 'expired') {
        return refuse(`The bearer token expired at ${new Date(verdict.expiredAt).toISOString()}.`)
      }
      return refuse('The bearer token is not valid: its signature does not match.')
    },
    expire({ jti }) {
      expired.add(jti)
      const oldest = expired.values().next()
      if (expired.size > MAX_EXPIRED && !oldest.done) expired.delete(oldest.value)
    },
    revoke: (alias) => void revoked.add(alias),
    isRevoked: (alias) => alias === REVOKED_ALIAS || revoked.has(alias),
    revoked: () => [...revoked],
    restore: () => revoked.clear(),
  }
}

/** The header's form is that of RFC 6750 section 3. */
function refuse(message: string, challenge = 'Bearer error="invalid_token"'): { refusal: Reply } {
  return { refusal: failure(401, 401, [message], { 'WWW-Authenticate': challenge }) }
}
