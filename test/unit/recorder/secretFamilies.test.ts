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
    ['a column of a CSV', `name,password,age\nme,${V},7\nyou,${V},8\n`],
    ['a row that was cut', `name,password,age\nme,${V}`],
    ['a quoted column', `"User name";"API key"\r\n"me";"${V}"\r\n"you";"a ""${V}"" b"\r\n`],
    ['a column of a TSV', `user\tapi_key\nme\t${V}`],
    ['a CSV behind a head', `HTTP/1.1 200 OK\nContent-Type: text/csv\n\nid,secret\n1,${V}\n`],
    ['a CSV in JSON', JSON.stringify({ body: `id,client_secret\n1,${V}\n2,${V}` })],
    ['a CSV with quotes in JSON', JSON.stringify({ body: `"id","token"\n"1","${V}"` })],
    ['LDIF', `dn: cn=me\nuserPassword:: ${V}=\ncn: me`],
    ['LDIF of several lines', `dn: cn=me\nuserPassword:: ${V}\n ${V}\n ${V}=\ncn: me`],
    ['a Secret of Kubernetes', `apiVersion: v1\ndata:\n  user: ${V}\n  any.conf: "${V}"\nkind: Secret`],
    ['one that is not encoded', `kind: Secret\nstringData:\n  any.conf: |\n    a=${V}\n    ${V}\n`],
    ['a list of them', `items:\n- apiVersion: v1\n  data:\n    a: ${V}\n  kind: Secret\n`],
    ['one in JSON', JSON.stringify({ kind: 'Secret', data: { 'any.conf': V, b: V } }, null, 2)],
    ['one in JSON in JSON', JSON.stringify({ a: JSON.stringify({ kind: 'Secret', data: { b: V } }) })],
    ['a URL without a scheme', `//me:${WORD}@registry.example/x`],
    ['tokens of Fly', `Authorization is FlyV1 fm2_${V}${V}${V},fm2_${V}${V}${V}`],
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
    'name,age\nme,7\nyou,8',
    'user,password',
    'Hello, password\nme, you',
    'user,password\nonly one cell',
    'page_token,count\nabcdefgh1,2',
    'f(token,count)\nf(first,second)',
    'std::vector<int> a;\nToken::Kind b',
    'kind: ConfigMap\ndata:\n  a: b12345678',
    JSON.stringify({ kind: 'Site', data: { name: 'of no secret', id: 'a12345678' } }),
    '// see host:8080/a@b',
    '//cdn.example:8080/@scope/package',
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
