import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../app/clock.ts'
import type { Exchange, Header } from '../../../app/contract/exchange.ts'
import { answer, startHostileServer, type Behaviour } from '../../fixtures/hostileServer.ts'
import { arena, CAP, ends, patient } from './arena.ts'
import { createHarness } from './harness.ts'

const OK_BODY = '{"status":{"code":0,"errorMessage":""},"data":[],"count":0,"message":"","errors":[]}'
const LIMIT_BODY =
  '{"status":{"code":100,"errorMessage":"Slow down."},"data":null,"count":null,"message":"Slow down.","errors":[{"code":100,"message":"Slow down."}]}'
const JSON_TYPE = { 'Content-Type': 'application/json' }

const last = (exchange: Exchange) => exchange.attempts.at(-1)
const rules = (exchange: Exchange) => exchange.findings.map(({ rule }) => rule)
const says =
  (text: string): Behaviour =>
  (socket) =>
    socket.write(text)

describe('a server that leaves HTTP unasked', () => {
  test.each([
    ['with what a WebSocket gets', 'Upgrade: websocket\r\nConnection: Upgrade\r\n'],
    ['to HTTP/2', 'Upgrade: h2c\r\nConnection: Upgrade\r\n'],
    ['without a word to what', ''],
    ['with a name of its own making', 'Upgrade: next\r\nConnection: upgrade\r\n'],
  ])('%s: the attempt ends at once, and its status is shown', async (_, headers) => {
    const { face } = await arena(says(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n`))
    const exchange = await face()
    expect(last(exchange)).toMatchObject({
      response: { status: 101 },
      failure: { kind: 'bad-response', code: 'UNASKED_UPGRADE' },
      decision: { action: 'stop' },
    })
    expect(exchange.diagnosis?.headline).toContain('left HTTP')
  })
})

describe('bytes behind the end of a response are none of it', () => {
  const length = OK_BODY.length
  test.each<[string, string, string, number, string]>([
    ['a 204 with a body', 'GET', 'HTTP/1.1 204 No Content\r\n\r\n{}', 204, ''],
    ['a 204 that names a length', 'GET', 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}', 204, ''],
    ['a 304 with a body', 'GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n{}', 304, ''],
    ['a body for HEAD', 'HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}', 200, ''],
    [
      'a length too small',
      'GET',
      `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n${OK_BODY}{}`,
      200,
      OK_BODY,
    ],
    [
      'a length too small, and the end of the connection',
      'GET',
      `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n${OK_BODY}\r\n{}`,
      200,
      OK_BODY,
    ],
    [
      'text behind the last chunk',
      'GET',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${length.toString(16)}\r\n${OK_BODY}\r\n0\r\n\r\nmore`,
      200,
      OK_BODY,
    ],
  ])('%s', async (_, method, text, status, body) => {
    const { harness, server } = await arena(says(text))
    const exchange = await harness.send({ key: null, target: '/hostile', method })
    expect(last(exchange)).toMatchObject({ failure: null, response: { status, body } })
    expect(rules(exchange)).toContain('bytes-after-end')
    expect(exchange.outcome).toBe('success')
    expect((await harness.send({ key: null, target: '/fine' })).outcome).toBe('success')
    expect(server.connections).toBe(2)
  })
})

describe('a body that is not coded as its header says is kept as it came', () => {
  test.each<[string, string, string | Buffer, string]>([
    ['plain text called gzip', 'gzip', OK_BODY, OK_BODY],
    ['plain text called brotli', 'br', OK_BODY, OK_BODY],
    ['plain text called deflate', 'deflate', OK_BODY, OK_BODY],
    ['plain text called both', 'gzip, br', OK_BODY, OK_BODY],
    ['a charset in place of a coding', 'utf-8', OK_BODY, OK_BODY],
    ['a name from the prototype of objects', 'constructor', OK_BODY, OK_BODY],
    ['a coding that nobody asked for', 'snappy', OK_BODY, OK_BODY],
    ['ten codings', Array(10).fill('gzip').join(','), OK_BODY, OK_BODY],
  ])('%s', async (_, coding, bytes, body) => {
    const { face } = await arena((socket) =>
      socket.write(answer(200, { ...JSON_TYPE, 'Content-Encoding': coding }, bytes)),
    )
    const exchange = await face()
    expect(last(exchange)).toMatchObject({ failure: null, response: { body, truncated: false } })
    expect(rules(exchange)).toContain('content-encoding-wrong')
    expect(exchange.outcome).toBe('success')
  })

  test('a weight behind a coding does not hide it', async () => {
    const { face } = await arena((socket) =>
      socket.write(answer(200, { ...JSON_TYPE, 'Content-Encoding': 'gzip;q=1.0' }, gzipSync(OK_BODY))),
    )
    const exchange = await face()
    expect(last(exchange)?.response).toMatchObject({ body: OK_BODY })
    expect(rules(exchange)).toEqual([])
  })

  test('the rules of a clear status apply: a 429 is waited for, and a 503 is tried again', async () => {
    for (const [status, rule] of [
      [429, 'rate-limit-window'],
      [503, 'server-error-back-off'],
    ] as const) {
      let asked = 0
      const server = await startHostileServer({
        '/hostile': (socket) => {
          asked += 1
          const coding = { ...JSON_TYPE, 'Content-Encoding': 'gzip' }
          socket.write(asked === 1 ? answer(status, coding, LIMIT_BODY) : answer(200, JSON_TYPE, OK_BODY))
        },
      })
      ends.push(() => server.close())
      const profile = patient(server.url)
      const retry = { ...profile.retry, backoffMs: [1] }
      const rate = { ...profile.rate, lengthMs: 1000 }
      const harness = createHarness(systemClock, { ...profile, retry, rate })
      ends.push(() => harness.sender.close())
      const exchange = await harness.send({ key: null, target: '/hostile' })
      expect(exchange.attempts[0]?.decision?.rule).toBe(rule)
      expect(exchange.attempts[0]?.response?.body).toBe(LIMIT_BODY)
      expect(exchange.outcome).toBe('success')
    }
  })

  test('it is cut at the cap like any other', async () => {
    const { face } = await arena((socket) =>
      socket.write(
        answer(200, { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' }, 'x '.repeat(CAP)),
      ),
    )
    const exchange = await face()
    expect(last(exchange)?.response).toMatchObject({ truncated: true })
    expect(last(exchange)?.response?.body.length).toBeGreaterThan(CAP - 65_536)
  })
})

describe('the deadline of an exchange', () => {
  test.each<[string, Behaviour]>([
    ['that is never answered', () => undefined],
    ['whose body never ends', says('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{')],
  ])('ends an attempt %s', async (_, behaviour) => {
    const server = await startHostileServer({ '/hostile': behaviour })
    ends.push(() => server.close())
    const { timeouts: _timeouts, retry, ...profile } = patient(server.url)
    const timeouts = { connectMs: 60_000, idleMs: 60_000, totalMs: 60_000 }
    const harness = createHarness(systemClock, { ...profile, timeouts, retry: { ...retry, deadlineMs: 300 } })
    ends.push(() => harness.sender.close())
    const exchange = await harness.send({ key: null, target: '/hostile' })
    expect(last(exchange)?.failure).toMatchObject({ kind: 'timeout', mayHaveBeenSent: true })
    expect(last(exchange)?.failure?.message).toContain('The deadline of the exchange')
  })
})

describe('redirects that are followed', () => {
  test('are recorded, each with its status and where it led to', async () => {
    const server = await startHostileServer({
      '/one': says('HTTP/1.1 302 Found\r\nLocation: /two?token=abcdefgh12345\r\nContent-Length: 0\r\n\r\n'),
      '/two': says('HTTP/1.1 307 Temporary Redirect\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n'),
    })
    ends.push(() => server.close())
    const harness = createHarness(systemClock, patient(server.url))
    ends.push(() => harness.sender.close())
    const exchange = await harness.send({ key: null, target: '/one' })
    expect(last(exchange)?.redirects?.map(({ status }) => status)).toEqual([302, 307])
    expect(last(exchange)?.redirects?.[1]?.url).toBe(`${server.url}/login`)
    expect(JSON.stringify(exchange)).not.toContain('abcdefgh12345')
  })

  test.each([
    ['UTF-8', Buffer.from('/café?b=ü'), '/caf%C3%A9?b=%C3%BC'],
    ['Latin 1', Buffer.from('/café', 'latin1'), '/caf%E9'],
    ['percent-encoded', Buffer.from('/caf%C3%A9'), '/caf%C3%A9'],
    ['letters of four bytes', Buffer.from('/😀/é%20x'), '/%F0%9F%98%80/%C3%A9%20x'],
  ])('to a place in %s are asked for once encoded', async (_, location, path) => {
    const server = await startHostileServer({
      '/one': (socket) => {
        socket.write('HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: ')
        socket.write(Buffer.concat([location, Buffer.from('\r\n\r\n')]))
      },
    })
    ends.push(() => server.close())
    const harness = createHarness(systemClock, patient(server.url))
    ends.push(() => harness.sender.close())
    const exchange = await harness.send({ key: null, target: '/one' })
    expect(server.requests[1]).toContain(`GET ${path} HTTP/1.1`)
    expect(last(exchange)?.redirects?.[0]?.url).toBe(server.url + path)
  })

  test('a 303 takes no header of the body along, as it has none', async () => {
    const server = await startHostileServer({
      '/one': says('HTTP/1.1 303 See Other\r\nLocation: /two\r\nContent-Length: 0\r\n\r\n'),
    })
    ends.push(() => server.close())
    const harness = createHarness(systemClock, patient(server.url))
    ends.push(() => harness.sender.close())
    const headers: Header[] = [
      ['Content-Language', 'de'],
      ['content-encoding', 'identity'],
      ['X-Own', 'stays'],
      ['Digest', 'sha-256=x'],
    ]
    await harness.send({ key: null, target: '/one', method: 'POST', body: '{"a":1}', headers })
    const head = server.requests.at(-1)
    expect(head).toMatch(/^GET \/two /)
    expect(head).toContain('X-Own: stays')
    expect(head).not.toMatch(/^(content-|digest)/im)
  })

  test('a 308 keeps them with the body', async () => {
    const server = await startHostileServer({
      '/one': says('HTTP/1.1 308 Permanent Redirect\r\nLocation: /two\r\nContent-Length: 0\r\n\r\n'),
    })
    ends.push(() => server.close())
    const harness = createHarness(systemClock, patient(server.url))
    ends.push(() => harness.sender.close())
    await harness.send({ key: null, target: '/one', method: 'POST', body: '{"a":1}' })
    expect(server.requests.at(-1)).toMatch(/^POST \/two [^]*content-type: application\/json/i)
  })
})
