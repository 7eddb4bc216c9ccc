import { describe, expect, it } from 'vitest'
import { createCallKeys } from '../../../app/capture/callKeys.ts'
import { markOf } from '../../../app/files/secretMark.ts'
import type { Header } from '../../../app/contract/exchange.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import type { TokenRecipe } from '../../../app/contract/profile.ts'

const { token: RECIPE } = profileFor('own', 'Own', 'https://api.example')
const SALT = 'salt'

function jwt(claims: object, signature = 'sig'): string {
  const coded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${coded({ alg: 'HS256' })}.${coded(claims)}.${signature}`
}

const bearer = (token: string): Header[] => [['Authorization', `Bearer ${token}`]]
const keysOf = (recipe: Partial<TokenRecipe> = {}) =>
  createCallKeys({ ...RECIPE, ...recipe }, SALT, (body) => (body === '' ? null : body))

describe('the key behind a call', () => {
  it('is the one that its token was asked for with', () => {
    const keys = keysOf()
    const asked = { headers: [], body: JSON.stringify({ [RECIPE.keyName]: 'key-1' }) }
    expect(keys.learn(asked, 'token-1')).toEqual({
      mark: markOf('key-1', SALT),
      secrets: ['key-1', 'token-1'],
    })
    keys.learn(asked, 'token-2')
    expect(keys.of(bearer('token-1'))).toBe(markOf('key-1', SALT))
    expect(keys.of(bearer('token-2'))).toBe(markOf('key-1', SALT))
  })

  it.each<[TokenRecipe['sendKeyIn'], { headers: Header[]; body: string }]>([
    ['json', { headers: [], body: '{"k":"key-1"}' }],
    ['form', { headers: [], body: 'k=key-1' }],
    ['header', { headers: [['K', 'key-1']], body: '' }],
    ['bearer', { headers: bearer('key-1'), body: '' }],
  ])('is found where the recipe sends it: %s', (sendKeyIn, asked) => {
    expect(keysOf({ sendKeyIn, keyName: 'k' }).learn(asked, 'token-1')?.mark).toBe(markOf('key-1', SALT))
  })

  it('is known even where it was refused', () => {
    const asked = { headers: [], body: JSON.stringify({ [RECIPE.keyName]: 'key-1' }) }
    expect(keysOf().learn(asked, '')).toEqual({ mark: markOf('key-1', SALT), secrets: ['key-1'] })
  })

  it('is told apart by its claims where nobody saw it, whatever token it has by now', () => {
    const keys = keysOf()
    const claims = { KeyType: 'Site', CompanyId: '7', exp: 1_800_000_000 }
    const first = keys.of(bearer(jwt(claims)))
    expect(keys.of(bearer(jwt({ ...claims, exp: 1_800_000_900 }, 'other')))).toBe(first)
    expect(keys.of(bearer(jwt({ ...claims, CompanyId: '8' })))).not.toBe(first)
  })

  it('is told apart by its token where that says nothing, and is none without a token', () => {
    const keys = keysOf()
    expect(keys.of(bearer('opaque-1'))).not.toBe(keys.of(bearer('opaque-2')))
    expect(keys.of([['Accept', '*/*']])).toBeNull()
    for (const placeholder of ['undefined', 'null', '{{token}}']) {
      expect(keys.of(bearer(placeholder))).toBeNull()
      expect(keys.tokenOf(bearer(placeholder))).toBeNull()
    }
  })

  it('is kept as a mark that another salt makes another', () => {
    const marks = [markOf('key-1', SALT), markOf('key-1', 'other')]
    expect(new Set(marks).size).toBe(2)
    for (const mark of marks) expect(mark).not.toContain('key-1')
  })
})

describe('a token request', () => {
  it.each([
    [RECIPE.path, true],
    [`${RECIPE.path}?x=1`, true],
    [`${RECIPE.path}/other`, false],
  ])('is told by its path: %s', (target, is) => {
    expect(keysOf().isTokenRequest(target)).toBe(is)
  })
})
