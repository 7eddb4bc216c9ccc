import { Ajv } from 'ajv'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { exchangeSchema, type Exchange } from '../../../app/contract/exchange.ts'
import { readHarEntries } from '../../../app/formats/harEntries.ts'
import { toHar } from '../../../app/formats/harExport.ts'
import { importHar, type HarItem } from '../../../app/formats/harImport.ts'
import { collectHarSecrets } from '../../../app/formats/harSecrets.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import type { FoundSecret } from '../../../app/formats/secretCollector.ts'
import { attemptUnderWay, exampleAttempt, exampleExchange } from '../history/exampleExchange.ts'

/** The package brings no types along. */
const harSchemas = z.record(z.string(), z.looseObject({})).parse(createRequire(import.meta.url)('har-schema'))

const redactor = createRedactor(() => ['sandbox-site-7'])
const bytes = new TextEncoder()

/** A text in pieces of one size, as a file or a socket would give it. */
function* inPieces(text: string, size = 7): Generator<Uint8Array> {
  const all = bytes.encode(text)
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size)
}

async function written(exchanges: Exchange[]): Promise<string> {
  let text = ''
  for await (const piece of toHar(exchanges.map(redactor.exchange), { name: 'Postern', version: '1.0' }))
    text += piece
  return text
}

const ports = {
  catalog: builtInCatalog,
  redactor,
  traceHeaders: ['traceparent'],
  savedAt: Date.parse('2026-03-02T09:00:00.000Z'),
}

async function imported(
  text: string,
  more: Partial<Parameters<typeof importHar>[1]> = {},
): Promise<HarItem[]> {
  const collected = await collectHarSecrets(inPieces(text), { headers: [] })
  const secrets = ['sandbox-site-7', ...collected.values()]
  const all = { ...ports, redactor: createRedactor(() => secrets), ...more }
  const items: HarItem[] = []
  for await (const item of importHar(inPieces(text), all)) items.push(item)
  return items
}

async function secretsIn(text: string): Promise<readonly FoundSecret[]> {
  return (await collectHarSecrets(inPieces(text), { headers: [] })).found()
}

function har(...entries: unknown[]): string {
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'x', version: '1' }, entries } })
}

function entry(changes: { request?: object; response?: object } = {}) {
  return {
    startedDateTime: '2026-03-02T08:00:00.000Z',
    time: 12.5,
    request: { method: 'GET', url: 'https://host/api/external/sites', headers: [], ...changes.request },
    response: { status: 200, headers: [], content: { text: '{}', size: 2 }, ...changes.response },
    timings: { blocked: -1, dns: 1, connect: 5, ssl: 3, send: 0, wait: 4, receive: 1 },
  }
}

describe('HAR going out', () => {
  it('is valid by the schema of HAR 1.2', async () => {
    const ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false })
    for (const schema of Object.values(harSchemas)) {
      const { $schema: _, ...plain } = schema
      ajv.addSchema(plain)
    }
    const failed = exampleExchange({
      request: { ...exampleExchange().request, method: 'POST', body: '{"a":1}' },
      attempts: [
        exampleAttempt({ purpose: 'token' }),
        exampleAttempt({
          number: 2,
          response: null,
          failure: { kind: 'dns', code: 'ENOTFOUND', message: 'Nowhere.', mayHaveBeenSent: false },
        }),
        attemptUnderWay(3),
      ],
    })
    const text = await written([exampleExchange(), failed, exampleExchange({ attempts: [] })])
    const document: unknown = JSON.parse(text)
    expect(ajv.validate('har.json#', document), ajv.errorsText()).toBe(true)
    expect(document).toMatchObject({
      log: {
        entries: [{ response: { status: 403 } }, { response: { status: 0 } }, { response: { status: 0 } }],
      },
    })
  })

  it('is valid when it holds nothing', async () => {
    expect(JSON.parse(await written([]))).toMatchObject({ log: { version: '1.2', entries: [] } })
  })

  it('holds no secret', async () => {
    const exchange = exampleExchange()
    const headers: [string, string][] = [['Authorization', 'Bearer abcdefgh12345678']]
    const text = await written([
      { ...exchange, request: { ...exchange.request, headers, body: 'key=sandbox-site-7' } },
    ])
    expect(text).not.toMatch(/abcdefgh|sandbox-site-7/)
  })
})

describe('HAR coming in', () => {
  it('brings back what was written', async () => {
    const exchange = exampleExchange()
    const [item] = await imported(await written([exchange]))
    if (item?.kind !== 'exchange') throw new Error('No exchange came back.')
    expect(exchangeSchema.safeParse(item.exchange).error).toBeUndefined()
    expect(item.exchange).toMatchObject({
      source: 'import',
      profile: 'none',
      outcome: 'http-failure',
      request: { method: 'GET', url: exchange.request.url, route: '/api/external/sites' },
      envelope: { kind: 'standard', code: 100 },
    })
    expect(item.exchange.attempts[0]?.response).toEqual({
      ...exchange.attempts[0]?.response,
    })
    expect(item.exchange.attempts[0]?.timing).toMatchObject({
      connectMs: 1.5,
      firstByteMs: 12.25,
      totalMs: 13,
    })
  })

  it('blanks secrets, tells each once, and knows it wherever it stands', async () => {
    const secret = 'Bearer abcdefgh12345678'
    const text = har(
      entry({ request: { headers: [{ name: 'Authorization', value: secret }] } }),
      entry({
        request: { headers: [{ name: 'authorization', value: secret }] },
        response: { content: { text: '{"echo":"abcdefgh12345678"}' } },
      }),
    )
    expect(JSON.stringify(await imported(text))).not.toContain('abcdefgh')
    expect(await secretsIn(text)).toEqual([
      {
        kind: 'token',
        origin: 'https://host',
        where: 'header Authorization of the request in entry 1',
        value: 'abcdefgh12345678',
      },
    ])
  })

  it.each([
    ['{"apiKey":"shop-key-000042"}', {}, 'key'],
    ['api_key=shop-key-000042&x=1', {}, 'key'],
    ['', { name: 'X-Api-Key', value: 'shop-key-000042' }, 'key'],
    ['', { name: 'external-gh-apim-sub-key', value: 'shop-key-000042' }, 'other'],
    ['', { name: 'Cookie', value: 'shop-key-000042' }, 'other'],
    ['', { name: 'Authorization', value: 'Bearer shop-key-000042' }, 'token'],
    ['{"password":"shop-key-000042"}', {}, 'other'],
  ])('tells a key from other secrets: %s %j', async (text, header, kind) => {
    const whole = har(
      entry({
        request: {
          headers: 'name' in header ? [header] : [],
          ...(text !== '' && { postData: { mimeType: 'text/plain', text } }),
        },
      }),
    )
    expect(await secretsIn(whole)).toMatchObject([{ kind, origin: 'https://host', value: 'shop-key-000042' }])
    expect(JSON.stringify(await imported(whole))).not.toContain('shop-key')
  })

  it('gives the same entry the same id each time, and another entry another', async () => {
    const other = entry({ response: { status: 204 } })
    const ids = async (...entries: unknown[]) =>
      (await imported(har(...entries))).map((item) => (item.kind === 'exchange' ? item.exchange.id : null))
    const [one, two] = await ids(entry(), other)
    expect(await ids(other, entry())).toEqual([two, one])
    expect(one).not.toBe(two)
    expect(exchangeSchema.shape.id.safeParse(one).success).toBe(true)
  })

  it.each(['', 'no time', '1969-12-31T23:59:59Z', '2999-01-01T00:00:00Z', '+275760-09-13T00:00:00Z', 'NaN'])(
    'takes the time of the file where an entry tells none that can be: %j',
    async (startedDateTime) => {
      const [item] = await imported(har({ ...entry(), startedDateTime, time: -5 }))
      expect(item).toMatchObject({
        exchange: { startedAt: '2026-03-02T09:00:00.000Z', endedAt: '2026-03-02T09:00:00.000Z' },
      })
    },
  )

  it('reads the claims of the token that was sent, as of then, and keeps no more of it', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const soon = Date.parse('2026-03-02T08:10:00.000Z') / 1000
    const token = `${part({ alg: 'HS256' })}.${part({ CustomerId: [7], exp: soon })}.c2lnbmVk`
    const [item] = await imported(
      har(
        entry({
          request: {
            url: 'https://host/api/external/sites?customerId=1099',
            headers: [{ name: 'Authorization', value: `Bearer ${token}` }],
          },
          response: { status: 403, content: { text: '' } },
        }),
      ),
    )
    expect(item).toMatchObject({ exchange: { diagnosis: { scope: { refusedBy: 'CustomerId' } } } })
    expect(JSON.stringify(item?.kind === 'exchange' && item.exchange)).not.toContain(token)
  })

  it('goes on behind an entry that is wrong, and says where it is', async () => {
    const items = await imported(
      har(
        7,
        { request: { method: 'GET' } },
        entry({ request: { url: 'file:///etc/passwd' } }),
        entry({ request: { method: 'G T' } }),
        entry(),
      ),
    )
    expect(items).toMatchObject([
      { kind: 'problem', index: 0, message: 'It must be an object.' },
      { kind: 'problem', index: 1, message: 'The field request.url is missing.' },
      { kind: 'problem', index: 2, message: 'The field request.url is no http or https URL.' },
      { kind: 'problem', index: 3, message: 'The field request.method is no HTTP method.' },
      { kind: 'exchange', index: 4 },
    ])
  })

  it('reads bodies in base64, forms, pseudo headers and answers that never came', async () => {
    const items = await imported(
      har(
        entry({
          request: {
            method: 'post',
            headers: [
              { name: ':authority', value: 'host' },
              { name: 'Accept', value: '*/*' },
            ],
            postData: {
              mimeType: 'application/x-www-form-urlencoded',
              params: [{ name: 'a', value: 'b c' }],
            },
          },
          response: {
            content: { text: Buffer.from('{"é":1}').toString('base64'), encoding: 'base64', size: 8 },
          },
        }),
        entry({ response: { status: 0, _error: 'net::ERR_CONNECTION_RESET' } }),
      ),
    )
    const [first, second] = items.map((item) => (item.kind === 'exchange' ? item.exchange : null))
    expect(first?.request).toMatchObject({ method: 'POST', headers: [['Accept', '*/*']], body: 'a=b+c' })
    expect(first?.attempts[0]?.response).toMatchObject({ body: '{"é":1}', bodyBytes: 8, truncated: false })
    expect(second?.outcome).toBe('transport-failure')
    expect(second?.attempts[0]?.failure?.message).toContain('ERR_CONNECTION_RESET')
  })
})

describe('a file that is no HAR', () => {
  async function read(source: Iterable<Uint8Array>, limits?: Parameters<typeof readHarEntries>[1]) {
    const entries: number[] = []
    let message = ''
    try {
      for await (const { index } of readHarEntries(source, limits)) entries.push(index)
    } catch (error) {
      message = String(error)
    }
    return { entries, message }
  }

  it.each([
    ['', 'ends too early'],
    ['not JSON', 'no valid JSON at byte 0, after 0 entries'],
    ['[]', 'begins with a list'],
    ['{}', 'no list log.entries'],
    ['{"log":{"entries":{"0":{}}}}', 'no list log.entries'],
    ['{"log":[{"entries":[]}]}', 'no list log.entries'],
    ['"log"', 'no list log.entries'],
  ])('%s', async (text, reason) => {
    expect((await read(inPieces(text))).message).toContain(reason)
  })

  it.each([
    ['begins with a byte order mark', `\uFEFF${har(entry(), entry())}`],
    [
      'has brackets, quotes and backslashes in its texts',
      har(entry({ request: { url: 'https://h/{[\\"\\\\' } }), entry()),
    ],
    [
      'tells the entries first',
      `{"log":{"entries":[ {} , {} ],"pages":[{"entries":[1,2,3]}]},"entries":[4]}`,
    ],
    [
      'tells many things first',
      `{"entries":[1],"x":{"log":{"entries":[2]}},"log":{"a":{"entries":[3]},"entries":[{},{}]}}`,
    ],
  ])('is told from one that %s', async (_, text) => {
    for (const size of [1, 2, 3, 5, 100_000])
      expect(await read(inPieces(text, size))).toEqual({ entries: [0, 1], message: '' })
  })

  it.each([
    '{"log":{"entries":[{},]}}',
    '{"log":{"entries":[,{}]}}',
    '{"log":{"entries":[{}}}}',
    '{"log":{"entries":[{}]}} {}',
    '{"log" {"entries":[]}}',
    '{"log":{"entries":[] "a"}}',
  ])('%s', async (text) => {
    expect((await read(inPieces(text))).message).toContain('is no')
  })

  it('gives the entries that came before the damage, and says where it is', async () => {
    const whole = har(entry(), entry(), entry())
    const cut = await read(inPieces(whole.slice(0, -60)))
    expect(cut).toMatchObject({ entries: [0, 1] })
    expect(cut.message).toMatch(/too early|no valid JSON/)
    const torn = await read(inPieces(har(entry()).replace(/\}\]\}\}$/, '},oops]}}')))
    expect(torn.entries).toEqual([0])
    expect(torn.message).toMatch(/at byte \d+, after 1 entry/)
  })

  it('is told of without a word of what stands in it', async () => {
    const torn = await read(inPieces('{"log":{"entries":[{"apiKey" "shop-key-000042"}]}}'))
    expect(torn.message).toContain('no valid JSON at byte')
    expect(torn.message).not.toContain('shop-key')
  })

  it('is told from one that the system cannot read on', async () => {
    function* failing(): Generator<Uint8Array> {
      yield bytes.encode('{"log":')
      throw Object.assign(new Error('i/o error'), { code: 'EIO' })
    }
    expect((await read(failing())).message).toContain('i/o error')
  })

  it('refuses what would fill the memory', async () => {
    const head = '{"log":{"entries":['
    const deep = await read([bytes.encode(head + '['.repeat(1000))])
    expect(deep.message).toContain('nests brackets more than 100 deep')
    function* endless(): Generator<Uint8Array> {
      yield bytes.encode(`${head}{"a":"`)
      for (;;) yield bytes.encode('x'.repeat(100_000))
    }
    const long = await read(endless(), { entryBytes: 1024 * 1024, depth: 100 })
    expect(long.message).toContain('no end to what follows entry 0: more than 1 MB')
  })

  it('gives each entry as soon as it is whole, so that a huge file needs the memory of one', async () => {
    let piecesRead = 0
    function* counted(): Generator<Uint8Array> {
      for (const piece of inPieces(har(...Array<unknown>(50).fill(entry())), 100)) {
        piecesRead += 1
        yield piece
      }
    }
    const seen: number[] = []
    for await (const { index } of readHarEntries(counted())) seen[index] = piecesRead
    expect(seen).toHaveLength(50)
    expect(seen[0]).toBeLessThan(10)
    expect(new Set(seen).size).toBe(50)
  })

  it('does not let a name reach the prototype of all objects', async () => {
    const items = await imported(
      `{"log":{"entries":[{"__proto__":{"polluted":true},"request":{"method":"GET","url":"https://h/x","constructor":{}}}]}}`,
    )
    expect(items).toMatchObject([{ kind: 'exchange' }])
    expect(Object.prototype).not.toHaveProperty('polluted')
  })
})

describe('a secret that a HAR file lists', () => {
  const secret = 'Zq8w"Kp 4+Lm/2Vx'
  const random = 'b7Kx92LmQ4vT81sZpR'
  const listed = (request: object, response: object = {}, told = secret) =>
    har(
      {
        request: { method: 'GET', url: 'https://api.example.test/a', headers: [] },
        response: { status: 200, headers: [], content: { text: `It is ${told} here` } },
      },
      {
        request: { method: 'POST', url: 'https://api.example.test/b', headers: [], ...request },
        response: { status: 200, headers: [], content: { text: JSON.stringify({ told }) }, ...response },
      },
    )

  it.each<[string, object, object, string]>([
    ['a cookie of the request', { cookies: [{ name: 'sessionId', value: random }] }, {}, random],
    ['a cookie with odd signs', { cookies: [{ name: 'auth', value: 'Zq8w"Kp/4+Lm' }] }, {}, 'Zq8w"Kp/4+Lm'],
    ['a cookie of the response', {}, { cookies: [{ name: 'JSESSIONID', value: random }] }, random],
    ['a cookie of no name that tells', { cookies: [{ name: 'x', value: random }] }, {}, random],
    ['a cookie beside one that is wrong', { cookies: [7, { name: 'sid', value: random }] }, {}, random],
    ['a cookie where no answer came', {}, { status: 0, cookies: [{ name: 'sid', value: random }] }, random],
    ['a parameter of the query', { queryString: [{ name: 'api_key', value: secret }] }, {}, secret],
    ['a code of the query', { queryString: [{ name: 'code', value: random }] }, {}, random],
    ['a field of a form', { postData: { params: [{ name: 'password', value: secret }] } }, {}, secret],
    [
      'a field of a form that has a text too',
      { postData: { text: 'a=1', params: [{ name: 'client_secret', value: secret }] } },
      {},
      secret,
    ],
  ])('is blanked wherever it stands: %s', async (_, request, response, told) => {
    const items = await imported(listed(request, response, told))
    expect(items.map(({ kind }) => kind)).toEqual(['exchange', 'exchange'])
    const text = JSON.stringify(items)
    for (const spelling of [told, JSON.stringify(told).slice(1, -1), encodeURIComponent(told)])
      expect(text).not.toContain(spelling)
    expect(text).not.toContain(JSON.stringify(JSON.stringify(told)).slice(3, -3))
  })

  it('a cookie of the looks stays where it is told', async () => {
    const items = await imported(
      listed({ cookies: [{ name: 'theme', value: 'dark-blue' }] }, {}, 'dark-blue'),
    )
    expect(JSON.stringify(items)).toContain('It is dark-blue here')
  })
})

it('keeps the redirects before an answer', async () => {
  const redirects = [{ status: 302, url: 'http://127.0.0.1:4010/login?token=sandbox-site-7' }]
  const text = await written([exampleExchange({ attempts: [exampleAttempt({ redirects })] })])
  expect(JSON.parse(text)).toMatchObject({
    log: {
      entries: [
        {
          response: { comment: 'The server redirected the request: 302 to /login.' },
          _postern: { redirects: [{ status: 302 }] },
        },
      ],
    },
  })
  expect(text).not.toContain('sandbox-site-7')
})
