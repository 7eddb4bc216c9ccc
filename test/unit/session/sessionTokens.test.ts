import { expect, it } from 'vitest'
import { createSessionTokens } from '../../../app/session/sessionTokens.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = (customer: number) => `${part({ alg: 'none' })}.${part({ CustomerId: [customer] })}.c2lnbmVk`

it('tells what a token may see, and not the token', () => {
  const tokens = createSessionTokens()
  const held = tokens.hold(`Bearer ${token(7)}`, 'https://api.example')
  expect(held).toMatchObject({
    origin: 'https://api.example',
    scheme: 'Bearer',
    claims: { customerIds: ['7'] },
  })
  expect(JSON.stringify(held)).not.toContain(token(7))
  expect(tokens.authorizationOf(held.id)).toEqual({
    authorization: `Bearer ${token(7)}`,
    origin: 'https://api.example',
  })
  expect(tokens.secrets()).toEqual([token(7)])
})

it('binds the same token to each host apart', () => {
  const tokens = createSessionTokens()
  const one = tokens.hold(`Bearer ${token(7)}`, 'https://api.example')
  const other = tokens.hold(`Bearer ${token(7)}`, 'https://api.example:8443')
  expect(one.id).not.toBe(other.id)
  expect(tokens.hold(`Bearer ${token(7)}`, 'https://api.example').id).toBe(one.id)
  expect(tokens.authorizationOf(other.id).origin).toBe('https://api.example:8443')
})

it('forgets at a word, and the oldest of many', () => {
  const tokens = createSessionTokens()
  const first = tokens.hold(`Bearer ${token(1)}`, 'https://api.example')
  tokens.forget(first.id)
  expect(() => tokens.authorizationOf(first.id)).toThrow('no longer holds')
  const second = tokens.hold(`Bearer ${token(2)}`, 'https://api.example')
  for (let customer = 3; customer < 23; customer += 1)
    tokens.hold(`Bearer ${token(customer)}`, 'https://api.example')
  expect(() => tokens.authorizationOf(second.id)).toThrow('no longer holds')
  expect(tokens.secrets()).toHaveLength(20)
})

it('knows the password of a user for a secret too', () => {
  const tokens = createSessionTokens()
  const value = Buffer.from('anna:long-password-1').toString('base64')
  expect(tokens.hold(`Basic ${value}`, 'https://api.example')).toMatchObject({
    scheme: 'Basic',
    claims: null,
  })
  expect(tokens.secrets()).toEqual([value, 'long-password-1'])
})
