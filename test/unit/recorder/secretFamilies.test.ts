import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../app/recorder/redact.ts'

const { text } = createRedactor(() => [])
/** Nobody knows it, so that only what is around it tells of it. */
const V = 'q7Kx/aB3+Zz9' + 'tR5w8LmP'
const WORD = V.replaceAll(/[/+]/g, 'x')
const base64 = (value: unknown, indent = 0) =>
  Buffer.from(JSON.stringify(value, null, indent)).toString('base64')

describe('a secret that nobody knows', () => {
  it.each<[string, string]>([
    ['JSON in base64', `x ${base64({ user: 'me', password: V })} y`],
    ['JSON in base64, with line breaks', base64({ user: 'me', apiKey: V }, 2)],
    ['a list in base64', base64([{ password: V }])],
    [
      'JSON in base64url that was cut',
      base64({ a: '??>', token: V, b: 'x'.repeat(40) })
        .replaceAll('/', '_')
        .slice(0, -3),
    ],
    ['a block of YAML', `password: |\n  ${V}\nuser: me`],
    ['a folded block of YAML', `a:\n  client_secret: >-\n    ${V}\n    ${V}\n  b: 1`],
    ['what PHP prints', `    [password] => ${V}\n`],
    ['a record of C#', `Cred { User = u, Password = ${V} }`],
    ['a password with a slash in a URL', `postgres://me:p/${V}@db.example:5432/x`],
    ['a token with an empty password in a URL', `https://${WORD}:@host.example/x`],
    ['a URL of Oracle', `jdbc:oracle:thin:scott/${V}@//host:1521/x`],
    ['a webhook of Slack', `https://hooks.slack.com/services/T00000000/B00000000/${WORD}`],
    ['a webhook of Discord', `https://discord.com/api/webhooks/123456789/${WORD}`],
    ['a bot of Telegram', `https://api.telegram.org/bot123456:${WORD}/getMe`],
    ['a client secret of Azure', `abc8Q~${WORD}${WORD.slice(0, 12)}`],
    ['a sentence', `Incorrect API key provided: ${V}. You can find yours`],
    ['a question', `password for user: ${V}`],
    ['a cookie of curl', `curl -b 'sid=${V}; lang=en' https://a.example`],
    ['a word of German', `{"passwort":"${V}"}`],
    ['a word of French', `{"motDePasse":"${V}"}`],
  ])('is redacted in %s', (_where, given) => {
    const clear = text(given)
    expect(clear).toContain('[redacted]')
    for (let at = 0; at + 8 <= V.length; at += 1) expect(clear).not.toContain(V.slice(at, at + 8))
    expect(clear).not.toContain(WORD)
    expect(text(clear)).toBe(clear)
  })

  it.each([
    ['Invalid API key: sk-q7Kx5GJ9...l28b', 'Invalid API key: [redacted]'],
    ['Invalid key q7Kx5GJ9…l28b.', 'Invalid key [redacted].'],
    ["The token 'q7Kx5GJ9***l28b' has expired", "The token '[redacted]' has expired"],
  ])('is redacted where a server leaves a part of it: %s', (given, clear) => {
    expect(text(given)).toBe(clear)
  })

  it.each([
    base64({ name: 'a site', kind: 'of no secret', page: 12 }),
    'eyJ' + 'a'.repeat(80),
    'The key must have 8...64 characters...',
    'keys: |\n  a\n  b',
    'The token request id: 4bf92f3577b34da6a3ce929d0e0e4736',
    'https://host.example:8080/a@b',
    'http://[::1]:80/a@b',
    'https://api.telegram.org/help',
    'for (const token = first; ;)',
    'key = value',
  ])('is not seen where there is none: %s', (plain) => {
    expect(text(plain)).toBe(plain)
  })
})
