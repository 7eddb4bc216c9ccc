import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { toJsonLine } from '../../../app/formats/jsonLines.ts'
import { kindOfPasted } from '../../../app/diagnosis/pastedKind.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { toSupportBundle } from '../../../app/formats/supportBundle.ts'
import { exampleAttempt, exampleExchange } from '../history/exampleExchange.ts'

const redactor = createRedactor(() => ['sandbox-site-7'])
const around = {
  version: '1.2.3',
  runtime: 'Node 20.19.0',
  platform: 'linux x64',
  now: Date.parse('2026-03-02T10:00:00.000Z'),
}

const bundleOf = (exchange: Exchange) => toSupportBundle(redactor.exchange(exchange), around)

function withAnswer(body: string, headers: [string, string][] = []): Exchange {
  return exampleExchange({
    attempts: [
      exampleAttempt({ response: { status: 500, headers, body, bodyBytes: body.length, truncated: false } }),
    ],
  })
}

describe('the support bundle', () => {
  it('has all that support asks for', () => {
    const exchange = exampleExchange()
    const text = bundleOf(exchange)
    expect(text).toMatch(/^# Customer 1099 is outside this key's scope\n/)
    for (const part of [
      '| Trace ID | `4bf92f3577b34da6` |',
      '`GET http://127.0.0.1:4010/api/external/sites?customerId=1099`',
      '| Service code | 100 |',
      '`site-7` (its name only)',
      `\`${exchange.id}\``,
      '| 1 | request | 2026-03-02T09:00:00.005Z | 403 | 13 ms | stop (forbidden-never): A retry sends the same scope. |',
      '"kind": "standard"',
      '| warning | errors-missing-on-failure | `$.errors` | It is empty. |',
      'by Postern 1.2.3, Node 20.19.0, linux x64',
      'the server gave no time',
    ]) {
      expect(text).toContain(part)
    }
  })

  it('tells of the redirects before an answer', () => {
    const redirects = [{ status: 302, url: 'http://127.0.0.1:4010/login?next=/' }]
    const text = bundleOf(exampleExchange({ attempts: [exampleAttempt({ redirects })] }))
    expect(text).toContain('| 403, redirected: 302 to /login |')
  })

  it('tells by the answer itself how the clocks differ', () => {
    const late = withAnswer('{}', [['Date', 'Mon, 02 Mar 2026 08:58:30 GMT']])
    expect(bundleOf(late)).toMatch(/the server is 1 min 30 s behind ours/)
  })

  it('holds no secret', () => {
    const exchange = withAnswer('{"apiKey":"sandbox-site-7"}', [['Set-Cookie', 'sid=12345678']])
    const text = bundleOf(exchange) + toJsonLine(redactor.exchange(exchange))
    expect(text).not.toMatch(/sandbox-site-7|12345678/)
    expect(text).toContain('[redacted]')
  })

  it('lets no answer break out of its block, or speak in the bundle’s own voice', () => {
    const hostile = '```\n# Pay here: <a href="http://evil">now</a>\n````\n'
    const exchange = withAnswer(hostile)
    const { diagnosis } = exchange
    const text = bundleOf({
      ...exchange,
      diagnosis: diagnosis && { ...diagnosis, headline: '<b>[x](http://evil)</b>\n# Two', traceId: 'a`|b' },
    })
    expect(text).toContain(`\`\`\`\`\`\n${hostile}\`\`\`\`\`\n`)
    expect(text).toMatch(/^# \\<b\\>\\\[x\\\]\(http:\/\/evil\)\\<\/b\\> \\# Two\n/)
    expect(text).toContain('``a`\\|b``')
  })

  it('shows the beginning of a long body, and says how much is left out', () => {
    const text = bundleOf(withAnswer('x'.repeat(25_000)))
    expect(text).toContain('The body has 5,000 more characters.')
    expect(text.length).toBeLessThan(25_000)
  })

  it('is made of an exchange that has nothing yet', () => {
    const bare = exampleExchange({
      attempts: [],
      envelope: null,
      findings: [],
      diagnosis: null,
      endedAt: null,
    })
    expect(bundleOf(bare)).toContain('None. Postern did not send it.')
  })
})

describe('JSON lines', () => {
  it('are one document a line', () => {
    const exchange = withAnswer('{\n "a": "line\\nbreak"\n}')
    const line = toJsonLine(redactor.exchange(exchange))
    expect(line.indexOf('\n')).toBe(line.length - 1)
    expect(JSON.parse(line)).toEqual(exchange)
  })
})

describe('what was pasted', () => {
  it.each([
    ['curl https://h/x', 'command'],
    ['  $ TOKEN=1 /usr/bin/curl -s x', 'command'],
    ['{ "log": {"version"', 'har'],
    ['{"status":{"code":100}}', 'answer'],
    ['HTTP/1.1 403 Forbidden\r\n', 'answer'],
    ['curling is a sport', 'answer'],
    ['', 'answer'],
  ] as const)('%s', (text, kind) => {
    expect(kindOfPasted(text)).toBe(kind)
  })
})
