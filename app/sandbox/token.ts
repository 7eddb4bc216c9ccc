import { isObject, parseJson } from '../contract/values.ts'
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { KeyClaims, SandboxKey } from './keys.ts'

export interface TokenBody extends KeyClaims {
  /** Alias of the key: the rate window and the log go by it. */
  readonly sub: string
  /** Makes two tokens of the same second differ. */
  readonly jti: string
  /** Epoch seconds (RFC 7519 section 4.1). */
  readonly iat: number
  readonly exp: number
}

export type Verdict =
  | { readonly kind: 'valid'; readonly body: TokenBody }
  | { readonly kind: 'malformed' | 'forged' }
  | { readonly kind: 'expired'; readonly expiredAt: number }

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const signatureOf = (signed: string, secret: Buffer): Buffer =>
  createHmac('sha256', secret).update(signed).digest()

/** A JWT signed with HS256 (RFC 7515). `now` is epoch ms of the sandbox's clock, `lifeMs` counts from there. */
export function signToken(
  key: SandboxKey,
  id: number,
  now: number,
  lifeMs: number,
  secret: Buffer,
): { token: string; expiresAt: number } {
  const iat = Math.floor(now / 1000)
  const exp = Math.floor((now + lifeMs) / 1000)
  const body = { ...key.claims, sub: key.alias, jti: `sandbox-${id}`, iat, exp } satisfies TokenBody
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(body)}`
  return { token: `${signed}.${signatureOf(signed, secret).toString('base64url')}`, expiresAt: exp * 1000 }
}

/** Says of a bearer token what a service would find: the signature comes first, then its time. */
export function verifyToken(token: string, now: number, secret: Buffer): Verdict {
  const [head, payload, signature, ...rest] = token.split('.')
  if (!head || !payload || !signature || rest.length > 0) return { kind: 'malformed' }
  if (!isJsonObject(head) || !isJsonObject(payload)) return { kind: 'malformed' }
  const expected = signatureOf(`${head}.${payload}`, secret)
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { kind: 'forged' }
  // The signature proves that this sandbox wrote the payload, so its shape is known.
  const body = JSON.parse(Buffer.from(payload, 'base64url').toString()) as TokenBody
  if (now >= body.exp * 1000) return { kind: 'expired', expiredAt: body.exp * 1000 }
  return { kind: 'valid', body }
}

function isJsonObject(part: string): boolean {
  return isObject(parseJson(Buffer.from(part, 'base64url').toString()))
}
