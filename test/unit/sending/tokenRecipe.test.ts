import { describe, expect, test } from 'vitest'
import { PosternError } from '../../../app/contract/errors.ts'
import type { TokenRecipe } from '../../../app/contract/profile.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import { readTokenAnswer, secretsIn, tokenRequest } from '../../../app/sending/tokenRecipe.ts'

const recipe = profileFor('test', 'Test', 'https://api.example.test').token
const now = Date.parse('2026-03-02T09:00:00.000Z')
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (claims: object) => `${part({ alg: 'none' })}.${part(claims)}.c2lnbmF0dXJl`
const plain = jwt({ KeyType: 'public', SiteId: [31] })
const dated = jwt({ exp: now / 1000 + 900 })

describe('the request', () => {
  test.each<[TokenRecipe['sendKeyIn'], string, string | null]>([
    ['json', '', '{"apiKey":"a key/with+signs"}'],
    ['form', '', 'apiKey=a+key%2Fwith%2Bsigns'],
    ['header', 'apiKey: a key/with+signs', null],
    ['bearer', 'Authorization: Bearer a key/with+signs', null],
  ])('the key goes in %s', (sendKeyIn, header, body) => {
    const request = tokenRequest(
      { ...recipe, sendKeyIn },
      'https://api.example.test/',
      'a key/with+signs',
      'Postern',
    )
    expect(request).toMatchObject({ method: 'POST', url: 'https://api.example.test/api/token/request' })
    expect(request.body?.toString() ?? null).toBe(body)
    if (header) expect(request.headers.map((pair) => pair.join(': '))).toContain(header)
  })
})

describe('a key that cannot go where the recipe puts it', () => {
  test.each<[string, Partial<TokenRecipe>, string, string]>([
    ['under a name that is none', { sendKeyIn: 'header', keyName: 'X Key' }, 'a key', '"X Key" cannot be'],
    [
      'in the place of the host',
      { sendKeyIn: 'header', keyName: 'Host' },
      'a key',
      'connection sets the header',
    ],
    [
      'with a line break',
      { sendKeyIn: 'bearer' },
      'secret\nsecret',
      'header Authorization holds a line break',
    ],
    ['with a letter of no header', { sendKeyIn: 'header' }, 'secretłsecret', 'header apiKey holds'],
  ])('is told before anything is sent: %s', (_, change, secret, text) => {
    const send = () => tokenRequest({ ...recipe, ...change }, 'https://api.example.test', secret, 'Postern')
    expect(send).toThrow(text)
    expect(send).not.toThrow('secret')
    expect(send).toThrow(PosternError)
  })
})

describe('finding the token', () => {
  test.each<[string, unknown, string | null]>([
    ['in the envelope', { status: { code: 0 }, data: { token: plain } }, plain],
    ['under the name of OAuth', { access_token: plain, refresh_token: dated, token_type: 'Bearer' }, plain],
    ['the access token rather than the id token', { id_token: dated, access_token: plain }, plain],
    ['never the refresh token', { refreshToken: plain }, null],
    ['as the data itself', { data: plain }, plain],
    ['as a JSON string', plain, plain],
    ['with its scheme', { token: `Bearer ${plain}` }, plain],
    ['opaque, by its name', { data: { accessToken: 'opaque-token-of-sandbox' } }, 'opaque-token-of-sandbox'],
    ['deep inside', { a: { b: [{ c: { jwt: plain } }] } }, plain],
    ['nowhere', { status: { code: 0 }, data: null }, null],
    ['not a text', { token: 12345678 }, null],
    ['with a line break, which no header can carry', { token: 'opaque\r\nX: y' }, null],
  ])('%s', (_, body, expected) => {
    expect(readTokenAnswer(JSON.stringify(body), recipe, now)?.value ?? null).toBe(expected)
  })

  test('as plain text', () => {
    expect(readTokenAnswer(`${plain}\n`, recipe, now)?.value).toBe(plain)
    expect(readTokenAnswer('<html>', recipe, now)).toBeNull()
  })

  test('where the recipe says, and only there', () => {
    const body = JSON.stringify({ token: dated, deep: [{ bearer: plain }] })
    expect(readTokenAnswer(body, { ...recipe, tokenAt: 'deep.0.bearer' }, now)?.value).toBe(plain)
    expect(readTokenAnswer(body, { ...recipe, tokenAt: 'deep.1.bearer' }, now)).toBeNull()
  })
})

describe('finding its end', () => {
  test.each<[string, object, number | null]>([
    ['in the claims', { token: dated }, now + 900_000],
    ['in seconds to live', { token: plain, expires_in: 300 }, now + 300_000],
    ['in seconds, as a text', { token: plain, expiresIn: '300' }, now + 300_000],
    ['as an ISO date', { token: plain, expiresAt: '2026-03-02T09:15:00Z' }, now + 900_000],
    [
      'as an ISO date without a zone, which is UTC',
      { token: plain, expires: '2026-03-02T09:15:00.000' },
      now + 900_000,
    ],
    ['in epoch seconds', { token: plain, expiration: now / 1000 + 60 }, now + 60_000],
    ['in epoch milliseconds', { token: plain, expires_on: now + 60_000 }, now + 60_000],
    ['nowhere', { token: plain }, null],
    ['nonsense', { token: plain, expiresAt: 'soon' }, null],
  ])('%s', (_, body, expected) => {
    expect(readTokenAnswer(JSON.stringify(body), recipe, now)?.expiresAt ?? null).toBe(expected)
  })

  test('where the recipe says, before the claims', () => {
    const body = JSON.stringify({ token: dated, life: { seconds: 5 } })
    expect(readTokenAnswer(body, { ...recipe, expiresAt: 'life.seconds' }, now)?.expiresAt).toBe(now + 5000)
  })
})

test('what else may let somebody in is told by its name', () => {
  const body = JSON.stringify({
    data: { refreshToken: 'opaque-refresh', sessionTokenValue: 'opaque-session', tokenType: 'Bearer-like' },
    tokenExpiresAt: '2026-03-02T09:15:00Z',
    name: 'opaque-name',
    password: 'short',
  })
  expect(secretsIn(body)).toEqual(['opaque-refresh', 'opaque-session'])
  expect(secretsIn('no JSON')).toEqual([])
})
