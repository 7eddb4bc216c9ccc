import { describe, expect, it } from 'vitest'
import { readLogin } from '../../../../app/formats/commands/login.ts'

const KEY = ['k9Xw', '2mQe', '71Zt', 'PbVa', '5sLd'].join('')

describe('how a pasted command requests a token', () => {
  it.each<[string, string, object]>([
    [
      'curl with a JSON body',
      `curl -X POST https://staging.example.test:8443/auth/v2/login -H 'Content-Type: application/json' -d '{"key":"${KEY}"}'`,
      { method: 'POST', path: '/auth/v2/login', sendKeyIn: 'json', keyName: 'key' },
    ],
    [
      'curl with a form',
      `curl https://staging.example.test:8443/token -d 'api_key=${KEY}'`,
      { method: 'POST', path: '/token', sendKeyIn: 'form', keyName: 'api_key' },
    ],
    [
      'curl with a header',
      `curl -XPOST https://staging.example.test:8443/token -H 'X-Api-Key: ${KEY}'`,
      { method: 'POST', path: '/token', sendKeyIn: 'header', keyName: 'X-Api-Key' },
    ],
    [
      'curl with the key as bearer',
      `curl https://staging.example.test:8443/token -H 'Authorization: Bearer ${KEY}'`,
      { method: 'GET', path: '/token', sendKeyIn: 'bearer', keyName: 'Authorization' },
    ],
    [
      'fetch',
      `fetch('https://staging.example.test:8443/t', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ secret: '${KEY}' }) })`,
      { method: 'POST', path: '/t', sendKeyIn: 'json', keyName: 'secret' },
    ],
    [
      'PowerShell',
      `Invoke-RestMethod -Method Post -Uri "https://staging.example.test:8443/t" -ContentType "application/json" -Body '{"apiKey":"${KEY}"}'`,
      { method: 'POST', path: '/t', sendKeyIn: 'json', keyName: 'apiKey' },
    ],
    [
      'HTTPie',
      `http POST https://staging.example.test:8443/t apiKey=${KEY}`,
      { method: 'POST', path: '/t', sendKeyIn: 'json', keyName: 'apiKey' },
    ],
  ])('%s', (_, text, token) => {
    expect(readLogin(text)).toEqual({
      baseUrl: 'https://staging.example.test:8443',
      token: { ...token, tokenAt: null, expiresAt: null },
      secret: KEY,
      notes: [],
    })
  })

  it('with a placeholder has no key, and is learnt all the same', () => {
    const login = readLogin(
      `curl https://a.example.test/t -H 'Content-Type: application/json' -d '{"apiKey":"$API_KEY"}'`,
    )
    expect(login).toMatchObject({ secret: null, token: { keyName: 'apiKey' } })
  })

  it('says what Postern would leave out', () => {
    const login = readLogin(
      `curl https://a.example.test/t -d 'grant_type=client_credentials&client_id=me&client_secret=${KEY}'`,
    )
    expect(login?.token).toMatchObject({ sendKeyIn: 'form', keyName: 'client_secret' })
    expect(login?.notes).toEqual([
      'The command also sends grant_type and client_id. Postern sends the key alone, so the login may fail.',
    ])
  })

  it.each([
    [`curl -X PUT https://a.example.test/t -d apiKey=${KEY}`, 'POST or GET'],
    [`curl 'https://a.example.test/t?apiKey=${KEY}'`, 'in its URL'],
    ['curl https://a.example.test/api/external/sites', 'looks like an API key'],
  ])('is refused where Postern cannot do the same: %s', (text, why) => {
    expect(() => readLogin(text)).toThrow(why)
  })

  it('is null for a text without a command', () => {
    expect(readLogin('just words')).toBeNull()
  })
})
