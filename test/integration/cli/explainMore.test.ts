import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exchangeSchema } from '../../../app/contract/exchange.ts'
import { headless } from '../../fixtures/headless.ts'

const folder = mkdtempSync(join(tmpdir(), 'postern-explain-more-'))

function fileWith(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const said = (code: number, message: string) =>
  JSON.stringify({
    status: { code, errorMessage: message },
    data: null,
    count: null,
    message,
    errors: [{ code, message }],
  })

const badUri = said(100, 'The uri must use HTTPS.')
const POST = ['explain', '-', '--status', '400', '--request', 'POST /api/webhook/subscriptions']
const refused = said(100, 'Unauthorized.')
const GET = ['explain', '-', '--status', '401', '--request', 'GET /api/external/sites']

const REFRESHED = [
  { purpose: 'request', startedAt: '2026-03-02T09:00:00Z', status: 401, body: 'Unauthorized' },
  {
    purpose: 'token',
    startedAt: '2026-03-02T10:00:01+01:00',
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    body: { data: { tokenType: 'Bearer' } },
  },
]

describe('postern explain --data', () => {
  it('does not say that a field was left out where nobody told the body', async () => {
    const { stdout } = await headless(POST, { stdin: badUri })
    expect(stdout).toContain('uri')
    expect(stdout).not.toMatch(/left out|missing/)
    expect(stdout).toContain('Body field uri (not known)')
    const { stdout: json } = await headless([...POST, '--json'], { stdin: badUri })
    const { diagnosis } = exchangeSchema.parse(JSON.parse(json))
    expect(diagnosis?.parameters).toEqual([
      { message: 'The uri must use HTTPS.', in: 'body', name: 'uri', value: null, isUnknown: true },
    ])
  })

  it('does not say it of a header either', async () => {
    const message =
      'Access denied due to missing subscription key. Header external-gh-apim-sub-key is required.'
    const { stdout } = await headless(GET, { stdin: JSON.stringify({ statusCode: 401, message }) })
    expect(stdout).not.toContain('left out')
  })

  it('says what was sent for the field', async () => {
    const body = '{"subscriberId":801,"uri":"http://hooks.example/in"}'
    const given = await headless([...POST, '--data', body], { stdin: badUri })
    expect(given.stdout).toContain('uri: The uri must use HTTPS. (sent: http://hooks.example/in)')
    const read = await headless([...POST, '--data', `@${fileWith('body.json', body)}`], { stdin: badUri })
    expect(read.stdout).toBe(given.stdout)
  })

  it('says that it was left out of a body that was told', async () => {
    for (const body of ['{"subscriberId":801}', '']) {
      const { stdout } = await headless([...POST, '--data', body], { stdin: badUri })
      expect(stdout).toContain('Body field uri (left out)')
    }
  })

  it('takes the body from standard input where the response is in a file', async () => {
    const file = fileWith('answer.json', badUri)
    const args = ['explain', file, ...POST.slice(2), '--data', '@-']
    const { stdout } = await headless(args, { stdin: '{"uri":"ftp://x.example"}' })
    expect(stdout).toContain('ftp://x.example')
  })

  it('redacts the secrets of the body', async () => {
    const secret = ['hunter', '2hunter', '22'].join('')
    const args = [...POST, '--json', '--data', JSON.stringify({ password: secret })]
    const { stdout } = await headless(args, { stdin: badUri })
    expect(stdout).not.toContain(secret)
    expect(stdout).toContain('[redacted]')
  })
})

describe('postern explain --attempts', () => {
  it('knows that a fresh token was refused as well', async () => {
    const alone = await headless(GET, { stdin: refused })
    expect(alone.stdout).not.toContain('has been tried already')
    const args = [...GET, '--attempts', fileWith('refreshed.json', REFRESHED)]
    const { code, stdout } = await headless(args, { stdin: refused })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^Retry +No\. The API refused a fresh token as well\./m)
  })

  it('has them in the exchange document, numbered, in UTC, the response last', async () => {
    const args = [...GET, '--json', '--attempts', fileWith('refreshed.json', REFRESHED)]
    const { stdout } = await headless(args, { stdin: refused })
    const { attempts, startedAt } = exchangeSchema.parse(JSON.parse(stdout))
    expect(attempts.map(({ number, purpose }) => `${number} ${purpose}`)).toEqual([
      '1 request',
      '2 token',
      '3 request',
    ])
    expect(attempts[1]).toMatchObject({
      startedAt: '2026-03-02T09:00:01.000Z',
      response: { headers: [['Content-Type', 'application/json']], body: '{"data":{"tokenType":"Bearer"}}' },
    })
    expect(startedAt).toBe('2026-03-02T09:00:00.000Z')
  })

  it('takes a refused token request for no fresh token', async () => {
    const failed = REFRESHED.map((each) => (each.purpose === 'token' ? { ...each, status: 500 } : each))
    const args = [...GET, '--attempts', fileWith('failed.json', failed)]
    expect((await headless(args, { stdin: refused })).stdout).not.toContain('has been tried already')
  })

  it('counts how often the server failed before', async () => {
    const at = (second: number) => `2026-03-02T09:00:0${second}Z`
    const before = [
      { purpose: 'request', startedAt: at(0), failure: 'timeout' },
      { purpose: 'request', startedAt: at(1), status: 502 },
      { purpose: 'request', startedAt: at(2), status: 500 },
    ]
    const args = ['explain', '--status', '500', '--request', 'GET /api/external/sites']
    const file = fileWith('before.json', before)
    const { stdout } = await headless([...args, '--attempts', file], { stdin: said(500, 'Boom.') })
    expect(stdout).toMatch(/failed 3 times in a\s+row/)
  })

  it('redacts the secrets in them', async () => {
    const secret = ['Zx9', 'Qw8', 'Er7', 'Ty6'].join('')
    const given = [
      {
        purpose: 'token',
        startedAt: '2026-03-02T09:00:00Z',
        status: 200,
        headers: [['Set-Cookie', `session=${secret}`]],
        body: { token: secret },
      },
    ]
    const args = [...GET, '--json', '--attempts', fileWith('secret.json', given)]
    const { stdout } = await headless(args, { stdin: refused })
    expect(stdout).toContain('"token"')
    expect(stdout).not.toContain(secret)
  })

  const one = { purpose: 'request', startedAt: '2026-03-02T09:00:00Z', status: 401 }
  it.each([
    ['no list', { attempts: [] }, /is no list/],
    ['no JSON', '[{', /not JSON/],
    ['no purpose', [{ ...one, purpose: 'refresh' }], /\[0\]\.purpose takes "request" or "token"/],
    ['a time without a zone', [{ ...one, startedAt: '2026-03-02 09:00' }], /\[0\]\.startedAt takes .*2026-/],
    ['a status of two digits', [{ ...one, status: 40 }], /\[0\]\.status must be at least 100/],
    ['a misspelled field', [{ ...one, stauts: 401 }], /\[0\] has a field .*stauts/],
    ['neither status nor failure', [{ ...one, status: undefined }], /\[0\] needs a status or a failure/],
    ['an unknown failure', [{ ...one, failure: 'broken' }], /\[0\]\.failure takes .*timeout/],
    ['headers that are none', [{ ...one, headers: 'x: y' }], /\[0\]\.headers takes an object/],
    [
      'the newest first',
      [one, { ...one, startedAt: '2026-03-02T08:00:00Z' }],
      /\[1\]\.startedAt is .*oldest first/,
    ],
    ['too many', Array.from({ length: 101 }, () => one), /100/],
  ])('refuses %s, and says where', async (name, content, words) => {
    const file = fileWith(`${name.replaceAll(' ', '-')}.json`, content)
    const { code, stdout, stderr } = await headless([...GET, '--attempts', file], { stdin: refused })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(file)
    expect(stderr).toMatch(words)
  })
})

it.each([
  ['a body file that is not there', ['--data', '@/no/such/file'], '/no/such/file'],
  ['attempts that are not there', ['--attempts', '/no/such/file'], '/no/such/file'],
  ['standard input for both', ['--data', '@-'], 'standard input'],
])('refuses %s', async (_what, more, words) => {
  const { code, stderr } = await headless([...POST, ...more], { stdin: badUri })
  expect(code).toBe(2)
  expect(stderr).toContain(words)
})

it('prints the schema of the earlier attempts', async () => {
  const { stdout } = await headless(['schema', 'attempts'])
  expect(JSON.parse(stdout)).toMatchObject({ type: 'array', items: { required: ['purpose', 'startedAt'] } })
})
