import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { exchangeSchema, type Exchange } from '../../../app/contract/exchange.ts'
import { importHar, type HarItem } from '../../../app/formats/harImport.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'

const REQUEST = { method: 'GET', url: 'https://host/api/external/sites', headers: [] as unknown }
const RESPONSE = { status: 200, headers: [] as unknown, content: { text: '{}', size: 2 } as unknown }

function entry(request: object = {}, response: object | null = {}, more: object = {}) {
  return {
    startedDateTime: '2026-03-02T08:00:00.000Z',
    time: 10,
    request: { ...REQUEST, ...request },
    ...(response && { response: { ...RESPONSE, ...response } }),
    ...more,
  }
}

async function read(...entries: unknown[]): Promise<HarItem[]> {
  const source = [new TextEncoder().encode(JSON.stringify({ log: { entries } }))]
  const ports = {
    catalog: builtInCatalog,
    redactor: createRedactor(() => []),
    traceHeaders: [],
    savedAt: Date.parse('2026-03-02T09:00:00.000Z'),
  }
  const items: HarItem[] = []
  for await (const item of importHar(source, ports)) items.push(item)
  return items
}

async function one(each: unknown): Promise<Exchange> {
  const [item] = await read(each)
  if (item?.kind !== 'exchange') throw new Error(`No exchange: ${JSON.stringify(item)}`)
  expect(exchangeSchema.safeParse(item.exchange).error).toBeUndefined()
  return item.exchange
}

describe('an entry without a response', () => {
  it.each<[string, string, string | null, string]>([
    ['net::ERR_NAME_NOT_RESOLVED', 'dns', 'ENOTFOUND', 'transport-failure'],
    ['net::ERR_CONNECTION_REFUSED', 'refused', 'ECONNREFUSED', 'transport-failure'],
    ['net::ERR_INTERNET_DISCONNECTED', 'refused', 'ENETDOWN', 'transport-failure'],
    ['net::ERR_ADDRESS_UNREACHABLE', 'refused', 'EHOSTUNREACH', 'transport-failure'],
    ['net::ERR_PROXY_CONNECTION_FAILED', 'refused', 'PROXY_FAILED', 'transport-failure'],
    ['net::ERR_TUNNEL_CONNECTION_FAILED', 'refused', 'PROXY_FAILED', 'transport-failure'],
    ['net::ERR_CONNECTION_RESET', 'reset', 'ECONNRESET', 'transport-failure'],
    ['net::ERR_EMPTY_RESPONSE', 'reset', 'ECONNRESET', 'transport-failure'],
    ['net::ERR_HTTP2_PROTOCOL_ERROR', 'reset', 'ECONNRESET', 'transport-failure'],
    ['net::ERR_CONNECTION_TIMED_OUT', 'timeout', 'ETIMEDOUT', 'transport-failure'],
    ['net::ERR_TIMED_OUT', 'timeout', 'ETIMEDOUT', 'transport-failure'],
    ['net::ERR_CERT_DATE_INVALID', 'tls', 'CERT_HAS_EXPIRED', 'transport-failure'],
    ['net::ERR_CERT_COMMON_NAME_INVALID', 'tls', 'ERR_TLS_CERT_ALTNAME_INVALID', 'transport-failure'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'transport-failure'],
    ['net::ERR_SSL_PROTOCOL_ERROR', 'tls', 'EPROTO', 'transport-failure'],
    ['net::ERR_TOO_MANY_REDIRECTS', 'redirect', 'TOO_MANY_REDIRECTS', 'transport-failure'],
    ['net::ERR_BLOCKED_BY_CLIENT', 'refused', 'BROWSER_BLOCKED', 'transport-failure'],
    ['net::ERR_ABORTED', 'cancelled', 'CANCELLED', 'cancelled'],
    ['NS_BINDING_ABORTED', 'cancelled', 'CANCELLED', 'cancelled'],
    ['NS_ERROR_UNKNOWN_HOST', 'dns', 'ENOTFOUND', 'transport-failure'],
    ['net::ERR_FAILED', 'bad-response', 'NO_RESPONSE_IN_HAR', 'transport-failure'],
    ['', 'bad-response', 'NO_RESPONSE_IN_HAR', 'transport-failure'],
  ])('%s', async (error, kind, code, outcome) => {
    for (const status of [0, -1, null, '0']) {
      const exchange = await one(entry({}, { status, content: { size: 0 }, _error: error }))
      expect(exchange.attempts[0]?.failure).toMatchObject({ kind, code })
      expect(exchange.outcome).toBe(outcome)
      expect(exchange.findings).toEqual([])
      expect(exchange.diagnosis?.headline).not.toContain('valid HTTP')
    }
  })

  it('is one whatever stands in its place', async () => {
    for (const each of [entry({}, null), { ...entry(), response: null }, { ...entry(), response: 'gone' }]) {
      const exchange = await one(each)
      expect(exchange.diagnosis?.headline).toBe('The HAR file has no response')
      expect(exchange.attempts[0]?.response).toBeNull()
    }
    const failed = await one(entry({}, null, { _error: 'net::ERR_CONNECTION_REFUSED' }))
    expect(failed.attempts[0]?.failure?.kind).toBe('refused')
  })

  it('of a POST that may have left is checked first', async () => {
    const { diagnosis } = await one(
      entry({ method: 'POST' }, { status: 0, _error: 'net::ERR_CONNECTION_RESET' }),
    )
    expect(diagnosis?.retry.helps).toBe('unsafe')
  })
})

describe('a body that the file left out', () => {
  it.each<[string, object]>([
    ['a size alone', { content: { size: 2100 } }],
    ['an empty text', { content: { size: 2100, text: '' } }],
    ['null', { content: { size: 2100, text: null, mimeType: 'application/json' } }],
    ['a length in the headers', { content: {}, headers: [{ name: 'Content-Length', value: '2100' }] }],
  ])('%s', async (_, response) => {
    const { diagnosis, findings, outcome, attempts } = await one(entry({}, response))
    expect(diagnosis?.headline).toBe('The HAR file left the body out')
    expect(findings).toEqual([])
    expect(outcome).toBe('success')
    expect(attempts[0]?.response).toMatchObject({ body: '', bodyBytes: 2100, truncated: true })
  })

  it('of a failure: the status tells', async () => {
    const { diagnosis, findings } = await one(entry({}, { status: 500, content: { size: 2100 } }))
    expect(diagnosis?.meaning).toContain('The HAR file left the body out')
    expect(JSON.stringify(diagnosis)).not.toContain('cut short')
    expect(findings).toEqual([])
  })

  it.each<[string, object, object]>([
    ['204', {}, { status: 204, content: { size: 0 } }],
    ['304', {}, { status: 304, content: { size: 2100 } }],
    ['HEAD', { method: 'HEAD' }, { headers: [{ name: 'Content-Length', value: '2100' }], content: {} }],
    ['a size of -1', {}, { status: 204, content: { size: -1 } }],
  ])('is none where none was to come: %s', async (_, request, response) => {
    const { attempts } = await one(entry(request, response))
    expect(attempts[0]?.response).toMatchObject({ truncated: false, bodyBytes: 0 })
  })
})

describe('equal entries', () => {
  it('are as many exchanges, and the same ones each time that the file is read', async () => {
    const limited = entry({}, { status: 429, content: { text: 'x', size: 1 } })
    const ids = (items: HarItem[]) => items.map((item) => (item.kind === 'exchange' ? item.exchange.id : ''))
    const twenty = Array<unknown>(20).fill(limited)
    const first = ids(await read(...twenty, entry()))
    expect(new Set(first).size).toBe(21)
    expect(ids(await read(...twenty, entry()))).toEqual(first)
    expect(ids(await read(limited))).toEqual(first.slice(0, 1))
  })
})

describe('one odd field does not lose the entry', () => {
  it.each<[string, unknown]>([
    ['headers null', entry({ headers: null }, { headers: null })],
    ['headers missing', { ...entry(), request: { method: 'GET', url: REQUEST.url } }],
    ['headers as an object', entry({ headers: { Accept: 'a' } }, { headers: { Date: 'x' } })],
    ['a header without a value', entry({ headers: [{ name: 'A' }, { name: 'B', value: null }] })],
    ['a header without a name', entry({ headers: [{ value: 'x' }, null, 7, { name: 'B', value: 'x' }] })],
    ['a number for a header', entry({ headers: [{ name: 'A', value: 5 }] })],
    ['a text for the status', entry({}, { status: '200' })],
    ['a text for the time', entry({}, {}, { time: '12.5' })],
    ['null for the time', entry({}, {}, { time: null })],
    ['-1 for the time', entry({}, {}, { time: -1 })],
    ['-1 for the size', entry({}, { content: { text: '{}', size: -1 } })],
    ['a text for the size', entry({}, { content: { text: '{}', size: '2' } })],
    ['null for the size', entry({}, { content: { text: '{}', size: null } })],
    ['null for the content', entry({}, { content: null })],
    ['a text for the content', entry({}, { content: '{}' })],
    ['a bad date', entry({}, {}, { startedDateTime: 'yesterday' })],
    ['a number for the date', entry({}, {}, { startedDateTime: 1772438400000 })],
    ['null for the date', entry({}, {}, { startedDateTime: null })],
    ['null for the timings', entry({}, {}, { timings: null })],
    ['texts in the timings', entry({}, {}, { timings: { connect: '3', ssl: 'none', wait: null } })],
    ['null for the posted data', entry({ postData: null })],
    ['a text for the posted data', entry({ postData: 'a=1' })],
    ['null for the parameters', entry({ postData: { text: 'a=1', params: null } })],
    ['numbers in the parameters', entry({ postData: { params: [{ name: 'a', value: 1 }] } })],
    ['spaces around the address', entry({ url: ` ${REQUEST.url} ` })],
    ['a number for the error', entry({}, { _error: 7 })],
    ['null for the cookies', entry({ cookies: null, queryString: null })],
  ])('%s', async (_, each) => {
    expect(await one(each)).toMatchObject({ request: { method: 'GET', url: REQUEST.url } })
  })

  it('and what could be read is', async () => {
    const { request, attempts, startedAt } = await one(
      entry(
        { method: 'post', headers: { 'X-Count': 5 }, postData: { text: { a: 1 } } },
        { status: '400', content: { text: { message: 'No.' }, size: '17' } },
        { startedDateTime: 1772438400000, time: '12.5' },
      ),
    )
    expect(request).toMatchObject({ method: 'POST', headers: [['X-Count', '5']], body: '{"a":1}' })
    expect(attempts[0]?.response).toMatchObject({ status: 400, body: '{"message":"No."}', bodyBytes: 17 })
    expect(startedAt).toBe('2026-03-02T08:00:00.000Z')
    expect(attempts[0]?.timing.totalMs).toBe(12.5)
  })
})

describe('bodies are kept as they were, or say what is missing', () => {
  const posted = (postData: unknown, type?: string) =>
    entry({ method: 'POST', headers: type ? [{ name: 'Content-Type', value: type }] : [], postData })

  it('a form in parts', async () => {
    const type = 'multipart/form-data; boundary=abc'
    const params = [
      { name: 'note', value: 'hello & bye' },
      { name: 'photo', fileName: 'a.png', contentType: 'image/png' },
    ]
    for (const each of [posted({ mimeType: type, params }), posted({ mimeType: 'x', params }, type)]) {
      const { body } = (await one(each)).request
      expect(body).toContain('--abc\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello & bye\r\n')
      expect(body).toContain(
        'filename="a.png"\r\nContent-Type: image/png\r\n\r\n[The HAR file left this file out]',
      )
      expect(body?.endsWith('--abc--\r\n')).toBe(true)
    }
    expect(
      (
        await one(
          posted({ mimeType: 'application/x-www-form-urlencoded', params: [{ name: 'a', value: 'b c' }] }),
        )
      ).request.body,
    ).toBe('a=b+c')
  })

  const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0xff, 0xfe])

  it.each<[string, string, Buffer, string, string | null]>([
    ['text', 'base64', Buffer.from('{"é":1}'), '{"é":1}', null],
    ['in capitals', 'Base64', Buffer.from('{"a":1}'), '{"a":1}', null],
    ['with spaces', ' BASE64 ', Buffer.from('{"a":1}'), '{"a":1}', null],
    ['gzip', 'base64', gzipSync('{"a":1}'), '{"a":1}', null],
    ['brotli', 'base64', brotliCompressSync('{"a":1}'), '{"a":1}', 'br'],
    ['unpacked, though the header says brotli', 'base64', Buffer.from('{"a":1}'), '{"a":1}', 'br'],
    ['an image', 'base64', PNG, `data:;base64,${PNG.toString('base64')}`, null],
  ])('base64: %s', async (_, encoding, bytes, body, packing) => {
    const headers = packing === null ? [] : [{ name: 'Content-Encoding', value: packing }]
    const text = bytes.toString('base64')
    const { attempts } = await one(entry({}, { headers, content: { text, encoding, size: bytes.length } }))
    expect(attempts[0]?.response?.body).toBe(body)
    expect((await one(posted({ text: PNG.toString('base64'), encoding }))).request.body).toContain(
      ';base64,iVBOR',
    )
  })
})

describe('timings', () => {
  it.each<[string, object, number, number | null, number | null]>([
    ['ssl in connect', { connect: 8, ssl: 5, wait: 4, receive: 1 }, 13, 3, 5],
    ['ssl beside connect', { connect: 3, ssl: 5, wait: 4, receive: 1 }, 13, 3, 5],
    ['ssl beside a longer connect', { connect: 8, ssl: 5, wait: 4, receive: 1 }, 18, 8, 5],
    ['ssl alone', { connect: -1, ssl: 5, wait: 4, receive: 1 }, 10, null, 5],
    ['no ssl', { connect: 3, ssl: -1, wait: 4, receive: 1 }, 8, 3, null],
  ])('%s', async (_, timings, time, connectMs, tlsMs) => {
    const { attempts } = await one(entry({}, {}, { time, timings }))
    expect(attempts[0]?.timing).toMatchObject({ connectMs, tlsMs, totalMs: time })
  })
})

describe('an entry of HTTP/2', () => {
  const headers = [
    { name: ':method', value: 'PUT' },
    { name: ':authority', value: 'host' },
    { name: ':path', value: '/api/external/sites?a=1' },
  ]

  it.each([
    { url: '' },
    { url: '/api/external/sites?a=1' },
    { url: undefined, method: undefined },
    { url: 'https://host/api/external/sites?a=1' },
  ])('is read by its pseudo headers where it tells no address: %j', async (request) => {
    const exchange = await one(entry({ method: 'PUT', ...request, headers }))
    expect(exchange.request).toMatchObject({
      method: 'PUT',
      url: 'https://host/api/external/sites?a=1',
      headers: [],
    })
  })
})
