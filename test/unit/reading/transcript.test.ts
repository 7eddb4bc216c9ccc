import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kindOfPasted } from '../../../app/diagnosis/pastedKind.ts'
import { readTranscript } from '../../../app/reading/transcript.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const TOKEN = `${part({ alg: 'HS256' })}.${part({ CustomerId: [7, 12] })}.c2lnbmVk`

const VERBOSE = `$ curl -v https://api.example/api/external/sites
* Host api.example:443 was resolved.
*   Trying 192.0.2.1:443...
{ [5 bytes data]
> GET /api/external/sites?customerId=1099 HTTP/1.1
> Host: api.example
> Authorization: Bearer ${TOKEN}
>
* Request completely sent off
< HTTP/1.1 403 Forbidden
< Content-Type: application/json
<
{ [21 bytes data]
{"status":{"code":100}}
* Connection #0 to host api.example left intact
`

const ENTRY = {
  startedDateTime: '2026-03-02T08:00:00Z',
  request: {
    method: 'GET',
    url: 'https://api.example/api/external/sites',
    headers: [{ name: 'authorization', value: `Bearer ${TOKEN}` }],
  },
  response: {
    status: 429,
    headers: [
      { name: ':status', value: '429' },
      { name: 'Retry-After', value: '7' },
    ],
    content: { text: Buffer.from('{"é":1}').toString('base64'), encoding: 'base64' },
  },
}

describe('what a text tells of an exchange', () => {
  it('reads what curl -v prints', () => {
    expect(readTranscript(VERBOSE)).toMatchObject({
      answer: 'HTTP/1.1 403 Forbidden\nContent-Type: application/json\n\n{"status":{"code":100}}',
      request: 'GET https://api.example/api/external/sites?customerId=1099',
      claims: { customerIds: ['7', '12'] },
    })
  })

  it('takes the last answer where curl followed a redirect', () => {
    const told = readTranscript(
      '> GET /a HTTP/2\n> Host: h\n< HTTP/2 302\n< location: /b\n<\n> GET /b HTTP/2\n> Host: h\n< HTTP/2 200\n<\nyes'.replace(
        /^/,
        '* Trying\n',
      ),
    )
    expect(told).toMatchObject({ answer: 'HTTP/2 200\n\nyes', request: 'GET https://h/b' })
  })

  it.each([ENTRY, { log: { entries: [ENTRY] } }])('reads an entry of a HAR file', (value) => {
    expect(readTranscript(JSON.stringify(value, null, 2))).toMatchObject({
      answer: '{"é":1}',
      status: 429,
      request: 'GET https://api.example/api/external/sites',
      headers: [['Retry-After', '7']],
      claims: { customerIds: ['7', '12'] },
    })
  })

  it.each(['HTTP/1.1 403 Forbidden\n\n{}', '{"status":{}}', '{"request":1,"response":2}'])(
    'is none: %j',
    (text) => {
      expect(readTranscript(text)).toBeNull()
    },
  )

  it('lets the token itself go', () => {
    for (const text of [VERBOSE, JSON.stringify(ENTRY)])
      expect(JSON.stringify(readTranscript(text))).not.toContain(TOKEN)
  })
})

describe('a hostile paste', () => {
  it.each([
    `{"request":${'['.repeat(100_000)}`,
    `{"request":{"url":"x","headers":{"length":1e9}},"response":{"headers":[null,7,{"name":{}}],"status":"NaN"}}`,
    `{"__proto__":{"request":{"url":"x"}},"request":[],"response":{}}`,
    `{"log":{"entries":{"0":{"request":{},"response":{}}}}, "request":1,"response":1}`,
    `* a\n< HTTP/1.1 \0\n<\n${'> '.repeat(100_000)}`,
    `* a\n${'< HTTP/1.1 200\n'.repeat(50_000)}`,
    `curl ${'A=1 '.repeat(50_000)}`,
    `${' '.repeat(200_000)}{`,
    '\uD800\0\uFFFF'.repeat(10_000),
  ])('%#: is read or left alone, and reaches no prototype', (text) => {
    expect(() => readTranscript(text)).not.toThrow()
    expect(['command', 'har', 'answer']).toContain(kindOfPasted(text))
    expect(Object.prototype).not.toHaveProperty('request')
  })

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json(), fc.constantFrom(VERBOSE, JSON.stringify(ENTRY))),
        fc.nat(),
        (text, at) => {
          readTranscript(text.slice(0, at % (text.length + 1)))
          readTranscript(`* ${text}\n< HTTP/1.1 200\n${text}`)
        },
      ),
    )
  })
})

describe('the kind of a text', () => {
  it.each([
    ['curl https://h/x', 'command'],
    [VERBOSE, 'answer'],
    ['{"log":{"entries":[]}}', 'har'],
    [JSON.stringify(ENTRY), 'answer'],
  ])('%j is %s', (text, kind) => {
    expect(kindOfPasted(text)).toBe(kind)
  })
})
