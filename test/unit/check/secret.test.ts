import { describe, expect, it } from 'vitest'
import { brokenIn, expectVerdict, made } from './support.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('secret-in-url', () => {
  it('is kept by any call', () =>
    expectVerdict('secret-in-url', 'kept', [made('GET /api/external/sites', [{ at: 0 }])]))

  it.each([
    ['a JWT in the query', `?token=${part({ alg: 'none' })}.${part({ KeyType: 'public' })}.x`],
    ['a JWT in the path', `/${part({ alg: 'none' })}.${part({ KeyType: 'public' })}.x`],
    ['what was redacted', '?apiKey=[redacted]'],
    ['the same, encoded', '?apiKey=%5Bredacted%5D'],
  ])('is broken by %s', (_, rest) =>
    expect(brokenIn([made(`GET /api/external/sites${rest}`, [{ at: 0 }])])).toEqual(['secret-in-url']),
  )

  it('takes a word that begins like one for no secret', () =>
    expect(brokenIn([made('GET /api/external/sites?name=eyJack.the.first', [{ at: 0 }])])).toEqual([]))
})
