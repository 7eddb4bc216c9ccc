import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ApiRequest } from '../../../app/contract/exchange.ts'
import { REQUEST_FORMAT_NAMES, type RequestFormat } from '../../../app/contract/exportFormats.ts'
import { quoted as powerShellQuoted } from '../../../app/formats/requests/powerShell.ts'
import { quoted as cSharpQuoted } from '../../../app/formats/requests/javaScript.ts'
import { REQUEST_TEXTS } from '../../../app/formats/requests/requestTexts.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { exampleExchange } from '../history/exampleExchange.ts'

const redactor = createRedactor(() => ['sandbox-site-7'])

function textOf(format: RequestFormat, changes: Partial<ApiRequest>, number = 1): string {
  const exchange = exampleExchange()
  const request = { ...exchange.request, ...changes }
  return REQUEST_TEXTS[format].write(redactor.exchange({ ...exchange, request }), number)
}

/**
 * Reads an expression of verbatim strings and `[char]` that are added, as the PowerShell Language Specification does
 * (sections 2.3.5.2.2 and 7.7.2). Returns what is behind it, too.
 */
function readPowerShell(source: string): { value: string; rest: string } {
  const isQuote = (char: string | undefined) =>
    char !== undefined && "'\u2018\u2019\u201a\u201b".includes(char)
  let at = 0
  const inParentheses = source.startsWith('(')
  if (inParentheses) at = 1
  let value = ''
  for (;;) {
    if (isQuote(source[at])) {
      for (at += 1; ; at += 1) {
        const char = source[at]
        if (char === undefined) throw new Error('The string has no end.')
        if (isQuote(char)) {
          at += 1
          // Two quotes are one of them; the second is what the tokenizer keeps.
          if (!isQuote(source[at])) break
        }
        value += source[at] ?? ''
      }
    } else {
      const [all, digits = ''] = /^\[char\]0x([0-9A-F]{4})/.exec(source.slice(at)) ?? []
      // Only a text on the left makes a text of the sum.
      if (all === undefined || at === (inParentheses ? 1 : 0))
        throw new Error(`What is this? ${source.slice(at, at + 20)}`)
      value += String.fromCharCode(parseInt(digits, 16))
      at += all.length
    }
    if (!inParentheses || !source.startsWith(' + ', at)) break
    at += 3
  }
  if (inParentheses && source[at] !== ')') throw new Error('The parenthesis has no end.')
  return { value, rest: source.slice(at + (inParentheses ? 1 : 0)) }
}

const SIMPLE: Record<string, string> = {
  ...{
    "'": "'",
    '"': '"',
    '\\': '\\',
    '0': '\0',
    a: '\x07',
    b: '\b',
    f: '\f',
    n: '\n',
    r: '\r',
    t: '\t',
    v: '\v',
  },
}

/** Reads a regular string literal (C# language specification, section 6.4.5.6). Returns what is behind it, too. */
function readCSharp(source: string): { value: string; rest: string } {
  if (!source.startsWith('"')) throw new Error('It begins with no quote.')
  let value = ''
  for (let at = 1; at < source.length; at += 1) {
    const char = source[at] ?? ''
    if (char === '"') return { value, rest: source.slice(at + 1) }
    if (/[\n\r\u0085\u2028\u2029]/.test(char)) throw new Error('A line ends in the literal.')
    if (char !== '\\') {
      value += char
      continue
    }
    at += 1
    const escape = source[at] ?? ''
    if (escape === 'u') {
      const digits = source.slice(at + 1, at + 5)
      if (!/^[\da-f]{4}$/i.test(digits)) throw new Error('No number of a character.')
      value += String.fromCharCode(parseInt(digits, 16))
      at += 4
    } else {
      const simple = SIMPLE[escape]
      if (simple === undefined) throw new Error(`C# knows no \\${escape}.`)
      value += simple
    }
  }
  throw new Error('The literal has no end.')
}

const HOSTILE = [
  "'",
  "''",
  '’',
  '‘’‚‛',
  '"',
  '`',
  '$',
  '$(x)',
  '@"',
  '\\',
  '\\u0041',
  '{0}',
  '%',
  '\n',
  '\r\n',
  '\r',
  '\0',
  '\x1b',
  '\u0085',
  '\u2028',
  '\u{e0041}',
  '\ud800',
  '😀',
]
const text = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 8 })), {
    maxLength: 12,
  })
  .map((pieces) => pieces.join(''))

describe.each([
  { language: 'PowerShell', quoted: powerShellQuoted, read: readPowerShell },
  { language: 'C#', quoted: cSharpQuoted, read: readCSharp },
])('a text of $language', ({ quoted, read }) => {
  it('is read as exactly what it was, and ends where it ends', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(read(quoted(value) + ' -Next')).toEqual({ value, rest: ' -Next' })
      }),
      { numRuns: 2000 },
    )
  })

  it('shows nothing that acts on a terminal', () => {
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    fc.assert(fc.property(text, (value) => !/[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e]/.test(quoted(value))))
  })
})

const BODY = `it's "x" $y \`z\` ’\n{"a": 1}`
const HEADERS: ApiRequest['headers'] = [
  ['Content-Type', 'application/json'],
  ['User-Agent', "it's me"],
  ['X-Many', 'one'],
  ['x-many', 'two'],
]

it('gives PowerShell method, URL, headers and body', () => {
  expect(
    textOf('powershell', { method: 'POST', url: "https://h/a?b='c'", headers: HEADERS, body: BODY }),
  ).toBe(
    `$headers = @{
  'X-Many' = 'one, two'
}
$response = Invoke-WebRequest -Uri 'https://h/a?b=''c''' \`
  -Method 'POST' \`
  -Headers $headers \`
  -ContentType 'application/json' \`
  -UserAgent 'it''s me' \`
  -Body ([Text.Encoding]::UTF8.GetBytes('it''s "x" $y \`z\` ’’
{"a": 1}')) \`
  -UseBasicParsing
$response.StatusCode
$response.Content
`,
  )
})

it('gives HttpClient method, URL, headers and body', () => {
  expect(textOf('csharp', { method: 'POST', url: "https://h/a?b='c'", headers: HEADERS, body: BODY })).toBe(
    String.raw`using System.Net.Http;
using System.Text;

using var client = new HttpClient();

using var request = new HttpRequestMessage(new HttpMethod("POST"), "https://h/a?b='c'");
request.Headers.TryAddWithoutValidation("User-Agent", "it's me");
request.Headers.TryAddWithoutValidation("X-Many", "one, two");
request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes("it's \"x\" $y ${'`'}z${'`'} ’\n{\"a\": 1}"));
request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
using var response = await client.SendAsync(request);
Console.WriteLine((int)response.StatusCode + " " + await response.Content.ReadAsStringAsync());
`,
  )
})

const OTHERS = REQUEST_FORMAT_NAMES.filter((format) => format !== 'curl')

it.each(OTHERS)('%s has words in the place of secrets, and says what belongs there', (format) => {
  const written = textOf(format, {
    method: 'POST',
    url: 'https://host/api/x?token=abc123def456',
    headers: [
      ['Authorization', 'Bearer abcdefghijkl'],
      ['external-gh-apim-sub-key', 'sub-key-value-1'],
      ['Cookie', 'session=1'],
    ],
    body: '{"note":"sandbox-site-7"}',
  })
  expect(written).not.toMatch(/abc123|abcdefghijkl|sub-key-value|session=1|sandbox-site-7|redacted/i)
  for (const name of [
    'Bearer YOUR_TOKEN',
    'YOUR_SUBSCRIPTION_KEY',
    'YOUR_COOKIE',
    'token=YOUR_SECRET_1',
    'YOUR_SECRET_2',
  ])
    expect(written).toContain(name)
  expect(written.includes('Replace YOUR_TOKEN with the bearer token.')).toBe(format !== 'http')
})

it.each(OTHERS)('%s keeps the names of several apart', (format) => {
  const [first, second] = [1, 2].map((number) => textOf(format, { headers: [] }, number))
  expect(second === first).toBe(format === 'http')
  expect(second).not.toMatch(/^(?:using System|import)/m)
})

it.each(['fetch', 'powershell'] as const)('%s refuses a body that it would not send', (format) => {
  expect(() => textOf(format, { method: 'GET', body: 'x' })).toThrow('sends no body with GET')
  expect(textOf(format, { method: 'GET', body: '' })).not.toMatch(/body/i)
})

it.each(OTHERS)('%s refuses a header that cannot be sent', (format) => {
  expect(() => textOf(format, { headers: [['X-A', '漢']] })).toThrow('cannot send the header X-A')
})

it('says what a library does with the dots of a path', () => {
  expect(textOf('python', { url: 'https://h/a/../b' })).toContain(
    '# requests resolves the dots in the path itself.',
  )
  expect(textOf('python', { url: 'https://h/a..b/.c' })).not.toContain('dots')
})
