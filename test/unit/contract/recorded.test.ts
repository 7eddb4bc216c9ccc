import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { placeholderIn, withoutSecret } from '../../../app/contract/recorded.ts'

const V = `q7${randomBytes(18).toString('base64url')}`

it.each([
  'undefined',
  'null',
  'Bearer undefined',
  'bearer [object Object]',
  'Bearer NaN',
  'Bearer {{token}}',
  'Bearer ${ACCESS_TOKEN}',
  'Bearer %TOKEN%',
  'Bearer <your-api-key>',
  'Bearer',
  '',
])('a placeholder for a token is recorded as it is: %j', (value) => {
  expect(withoutSecret('Authorization', value)).toBe(value)
})

it.each([
  [`Basic ${V}`, 'Basic [redacted]'],
  [`Digest username="me", response="${V}"`, 'Digest [redacted]'],
  [`Negotiate ${V}`, 'Negotiate [redacted]'],
  [`NTLM ${V}`, 'NTLM [redacted]'],
  [`ApiKey ${V}`, 'ApiKey [redacted]'],
  [`Bearer Bearer ${V}`, 'Bearer Bearer [redacted]'],
  [`Bearer ${V}`, '[redacted]'],
  [`Token ${V}`, '[redacted]'],
  [`AWS4-HMAC-SHA256 Credential=${V}`, '[redacted]'],
  [V, '[redacted]'],
  [`Bearer undefined${V}`, '[redacted]'],
  [`Bearer undefined ${V}`, '[redacted]'],
  [`Bearer {{${V}}}`, '[redacted]'],
  [`Bearer <token>${V}`, '[redacted]'],
  [`Bearer ${'{{token}}'.repeat(20)}${V}`, '[redacted]'],
  [`Basic${V}`, '[redacted]'],
  [`${V} Basic`, '[redacted]'],
])('of a header with a secret its scheme alone is recorded: %#', (value, recorded) => {
  expect(withoutSecret('authorization', value)).toBe(recorded)
  expect(placeholderIn(value)).toBeNull()
})

it('of every other header nothing is recorded', () => {
  for (const name of ['X-Api-Key', 'Proxy-Authorization', 'Cookie'])
    for (const value of [`Basic ${V}`, 'undefined']) expect(withoutSecret(name, value)).toBe('[redacted]')
})
