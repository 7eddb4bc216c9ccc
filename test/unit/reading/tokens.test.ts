import { expect, it } from 'vitest'
import { readClaims } from '../../../app/diagnosis/claims.ts'
import { withoutTokens } from '../../../app/reading/tokens.ts'
import { TOKEN } from './pastes.ts'

const signature = TOKEN.split('.').at(-1) ?? ''

it.each([
  TOKEN,
  `> Authorization: Bearer ${TOKEN}\n> Accept: */*`,
  `{"token":"${TOKEN}"}`,
  `curl -H 'Authorization: Bearer ${TOKEN}'`,
])('a token loses its signature, and what it claims can still be read: %#', (text) => {
  const plain = withoutTokens(text)
  expect(plain).not.toContain(signature)
  const [token = ''] = /eyJ[\w.-]+/.exec(plain) ?? []
  expect(readClaims(token)).toMatchObject({ customerIds: ['7', '12'] })
})

it.each(['Authorization: Basic ', '> x-api-key: ', 'Cookie: session=', 'external-gh-apim-sub-key: '])(
  'a credential of a header is removed: %s',
  (header) => {
    const secret = 'w'.repeat(24)
    expect(withoutTokens(`GET /x HTTP/1.1\n${header}${secret}\nAccept: */*`)).not.toContain(secret)
    expect(withoutTokens(`GET /x HTTP/1.1\n${header}${secret}\nAccept: */*`)).toContain('Accept: */*')
  },
)

it.each([
  ['X-Auth-Token: ', ''],
  ['> X-ApiKey: ', ''],
  ['curl -ume:', ' https://a.example'],
  ['curl "https://a.example/x?sig=', '"'],
  ['https://me:', '@a.example'],
  ['{"error":"no","client_secret":"', '"}'],
])('any other secret is removed: %s', (before, behind) => {
  const secret = 'q7KxaB3Zz9tR5w8LmP'
  const given = `${before}${secret}${behind}\nHTTP/1.1 401 Unauthorized`
  expect(withoutTokens(given)).toBe(given.replace(secret, '[redacted]'))
})

it('leaves other texts as they are', () => {
  const text = '{"status":{"code":401,"errorMessage":"authorization: none was sent"}}\nHTTP/1.1 403 Forbidden'
  expect(withoutTokens(text)).toBe(text)
})
