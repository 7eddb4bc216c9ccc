import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ApiRequest } from '../../../app/contract/exchange.ts'
import { toCurl } from '../../../app/formats/requests/curl.ts'
import { readCommand } from '../../../app/formats/commands/readCommand.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { exampleExchange } from '../history/exampleExchange.ts'

const redactor = createRedactor(() => ['sandbox-site-7'])

function commandFor(changes: Partial<ApiRequest>): string {
  const exchange = exampleExchange()
  return toCurl(redactor.exchange({ ...exchange, request: { ...exchange.request, ...changes } }))
}

/** What a real shell hands to curl: the command runs with a function in curl's place. */
function argumentsIn(command: string, env: Record<string, string> = {}): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`
  const output = execFileSync('/bin/sh', ['-c', script], { env, encoding: 'utf8', stdio: 'pipe' })
  return output.split('\0').slice(0, -1)
}

describe('a request as a curl command', () => {
  it('reads well', () => {
    const body = '{"uri":"https://it’s.example/hook"}'
    const headers: ApiRequest['headers'] = [
      ['Accept', 'application/json'],
      ['Content-Type', 'application/json'],
      ['Accept-Encoding', 'gzip'],
      ['User-Agent', 'Postern/1.0'],
      ['Content-Length', '12'],
      ['Authorization', '[redacted]'],
    ]
    expect(commandFor({ method: 'POST', url: 'https://host/api/webhook/subscriptions', headers, body })).toBe(
      `curl --url https://host/api/webhook/subscriptions \\
  --request POST \\
  --header 'Accept: application/json' \\
  --header 'Content-Type: application/json' \\
  --compressed \\
  --header 'Authorization: Bearer '"\${POSTERN_TOKEN:?set it to the bearer token}" \\
  --data-raw '{"uri":"https://it’s.example/hook"}'
`,
    )
  })

  it('holds no secret, and is refused by the shell until each is set', () => {
    const command = commandFor({
      url: 'https://host/api/x?token=abc123def456&site=7',
      headers: [
        ['external-gh-apim-sub-key', 'sub-key-value-1'],
        ['Cookie', 'session=1'],
        ['X-Note', 'about sandbox-site-7'],
      ],
    })
    expect(command).not.toMatch(/abc123|sub-key-value|session=1|sandbox-site-7/)
    expect(() => argumentsIn(command)).toThrow(/POSTERN_SECRET_1: set it to/)
    const env = {
      POSTERN_SECRET_1: 'a b"$(x)',
      POSTERN_SECRET_2: 'two',
      POSTERN_SUBSCRIPTION_KEY: 's',
      POSTERN_COOKIE: 'c',
    }
    expect(argumentsIn(command, env)).toEqual([
      '--url',
      'https://host/api/x?token=a b"$(x)&site=7',
      '--globoff',
      '--header',
      'external-gh-apim-sub-key: s',
      '--header',
      'Cookie: c',
      '--header',
      'X-Note: about two',
    ])
  })

  it('hands curl exactly what was sent, whatever characters it has', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((value) => !value.includes('\0'))
    const value = fc.string({ maxLength: 30 }).map((line) => line.trim())
    fc.assert(
      fc.property(text, value, (body, header) => {
        fc.pre(header !== '' && redactor.text(body) === body && redactor.text(header) === header)
        const words = argumentsIn(commandFor({ method: 'PUT', headers: [['X-Any', header]], body }))
        expect(words).toEqual([
          '--url',
          'http://127.0.0.1:4010/api/external/sites?customerId=1099',
          '--request',
          'PUT',
          '--header',
          `X-Any: ${header}`,
          '--header',
          'Content-Type:',
          '--data-raw',
          body,
        ])
      }),
      { numRuns: 60 },
    )
  })

  it('keeps curl from reading patterns and dots into the address', () => {
    expect(argumentsIn(commandFor({ url: "https://h/a/../b?f[0]=it's" }))).toEqual([
      '--url',
      "https://h/a/../b?f[0]=it's",
      '--globoff',
      '--path-as-is',
      '--header',
      'accept: application/json',
    ])
  })

  it('refuses a body that no command line can carry', () => {
    expect(() => commandFor({ method: 'POST', body: 'a\0b' })).toThrow('NUL')
  })

  it.each(['‘', '’ a', '“', '—', 'it’s'])('comes back with %s in its body', (body) => {
    const read = readCommand(commandFor({ method: 'PATCH', headers: [['Content-Type', 'text/plain']], body }))
    expect(read?.request).toMatchObject({ method: 'PATCH', body })
  })

  it('comes back as the same request', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => !value.includes('\0'))
    fc.assert(
      fc.property(text, (body) => {
        fc.pre(redactor.text(body) === body)
        const headers: ApiRequest['headers'] = [['Content-Type', 'text/plain']]
        const read = readCommand(commandFor({ method: 'PATCH', headers, body }))
        expect(read?.request).toMatchObject({ method: 'PATCH', headers, body })
      }),
      { numRuns: 300 },
    )
  })
})
