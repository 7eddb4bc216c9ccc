import { createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SANDBOX_KEYS } from '../../../app/sandbox/keys.ts'
import { signToken, verifyToken } from '../../../app/sandbox/token.ts'

const secret = randomBytes(32)
const now = Date.parse('2026-03-02T09:00:00.000Z')
const [key] = SANDBOX_KEYS

function sign(lifeMs = 60_000): string {
  if (!key) throw new Error('There is no key')
  return signToken(key, 1, now, lifeMs, secret).token
}

test('a token is a JWT that any HS256 verifier takes', () => {
  const [head = '', body = '', signature] = sign().split('.')
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT' })
  expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toMatchObject({
    KeyType: 'public',
    CompanyId: 42,
    CustomerId: [7, 12],
    SiteId: [31, 32, 40],
    iat: now / 1000,
    exp: now / 1000 + 60,
  })
  expect(createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')).toBe(signature)
})

test('a token is valid up to the moment of its end, not at it', () => {
  const token = sign()
  expect(verifyToken(token, now + 59_999, secret).kind).toBe('valid')
  expect(verifyToken(token, now + 60_000, secret)).toEqual({ kind: 'expired', expiredAt: now + 60_000 })
})

test('another secret makes a token forged, even after its end', () => {
  expect(verifyToken(sign(), now + 90_000, randomBytes(32)).kind).toBe('forged')
})

test('claims that were changed make a token forged', () => {
  const [head = '', body = '', signature = ''] = sign().split('.')
  const claims: object = JSON.parse(Buffer.from(body, 'base64url').toString())
  const wider = Buffer.from(JSON.stringify({ ...claims, CustomerId: [1099] })).toString('base64url')
  expect(verifyToken(`${head}.${wider}.${signature}`, now, secret).kind).toBe('forged')
})

test('a token without a signature is not taken', () => {
  const [, body = ''] = sign().split('.')
  const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
  expect(verifyToken(`${none}.${body}.`, now, secret).kind).toBe('malformed')
  expect(verifyToken(`${none}.${body}.AA`, now, secret).kind).toBe('forged')
})

test('any other text is malformed or forged, never valid and never thrown over', () => {
  const part = fc.oneof(fc.string(), fc.base64String(), fc.constantFrom('e30', 'bnVsbA', '', '.'))
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      expect(['malformed', 'forged']).toContain(verifyToken(parts.join('.'), now, secret).kind)
    }),
  )
})
