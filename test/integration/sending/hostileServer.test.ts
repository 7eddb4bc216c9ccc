import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TlsOptions } from 'node:tls'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../app/clock.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import {
  answer,
  answerWell,
  closedPort,
  flood,
  startHostileServer,
  startTunnelProxy,
  type Behaviour,
} from '../../fixtures/hostileServer.ts'
import { makeCertificate, type Certificate } from '../../fixtures/hostileServerCertificates.ts'
import { arena, CAP, ends, LONG_TIMEOUTS, patient, TIMEOUTS } from './arena.ts'
import { createHarness, profileAt, until } from './harness.ts'

const MB = 1024 * 1024
const JSON_TYPE = { 'Content-Type': 'application/json' }
const BOMB = gzipSync(Buffer.alloc(64 * MB))
const GZIP = gzipSync(JSON.stringify({ data: 'x'.repeat(5000) }))
const OK_BODY = '{"status":{"code":0,"errorMessage":""},"data":[],"count":0,"message":"","errors":[]}'

const last = (exchange: Exchange) => exchange.attempts.at(-1)
const failure = (exchange: Exchange) => last(exchange)?.failure

describe('a server that does not answer', () => {
  test('refuses the connection', async () => {
    const harness = createHarness(systemClock, patient(`http://127.0.0.1:${await closedPort()}`))
    const exchange = await harness.send({ key: null, target: '/' })
    expect(failure(exchange)).toMatchObject({ kind: 'refused', code: 'ECONNREFUSED', mayHaveBeenSent: false })
    expect(exchange.outcome).toBe('transport-failure')
    await harness.sender.close()
  })

  test.each<[string, Behaviour, string]>([
    ['accepts and says nothing', () => undefined, 'timeout'],
    ['sends one byte after the other for ever', drip, 'timeout'],
    ['stops inside the headers', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Ty'), 'timeout'],
    ['closes inside the headers', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Ty'), 'reset'],
    ['closes without a word', (socket) => socket.end(), 'reset'],
    ['resets the connection', (socket) => socket.resetAndDestroy(), 'reset'],
    ['announces an answer again and again', announce, 'timeout'],
  ])('%s', async (_, behaviour, kind) => {
    const { face } = await arena(behaviour)
    const exchange = await face()
    expect(failure(exchange)).toMatchObject({ kind, mayHaveBeenSent: true })
    expect(last(exchange)?.response).toBeNull()
    expect(last(exchange)?.timing.totalMs).toBeLessThan(TIMEOUTS.totalMs + 1000)
    expect(exchange.diagnosis?.basis).toBe('transport')
  })

  test('reads nothing of a large body', async () => {
    const { harness } = await arena((socket) => socket.pause())
    const exchange = await harness.send({
      key: null,
      target: '/hostile',
      method: 'POST',
      body: 'x'.repeat(8 * MB),
    })
    expect(failure(exchange)).toMatchObject({ kind: 'timeout', mayHaveBeenSent: true })
  })
})

describe('a body that breaks off', () => {
  const begun = answer(200, { ...JSON_TYPE, 'Content-Length': '5000' }, '{"data": [')

  test.each<[string, Behaviour, string, string]>([
    ['stops inside the body', (socket) => socket.write(begun), 'timeout', '{"data": ['],
    ['closes inside the body', (socket) => socket.end(begun), 'reset', '{"data": ['],
    ['closes inside a chunk', (socket) => socket.end(chunked('40\r\n{"data": [')), 'reset', '{"data": ['],
    [
      'sends an invalid chunk',
      (socket) => socket.write(chunked('5\r\n{"a":\r\nnonsense\r\n')),
      'bad-response',
      '{"a":',
    ],
  ])('%s: what came is kept, and the failure says that it is not all', async (_, behaviour, kind, body) => {
    const { face } = await arena(behaviour)
    const exchange = await face()
    expect(failure(exchange)).toMatchObject({ kind, mayHaveBeenSent: true })
    expect(last(exchange)?.response).toMatchObject({ status: 200, body, truncated: true })
    expect(exchange.outcome).toBe('transport-failure')
  })

  test.each<[string, Behaviour, string]>([
    ['stops', (socket) => socket.write(gzipped(GZIP.length, GZIP.subarray(0, 30))), 'timeout'],
    ['closes', (socket) => socket.end(gzipped(GZIP.length, GZIP.subarray(0, 30))), 'reset'],
    ['ends', (socket) => socket.write(gzipped(30, GZIP.subarray(0, 30))), 'bad-response'],
    ['turns to garbage', (socket) => socket.write(gzipped(30, garbled(GZIP, 30))), 'bad-response'],
  ])('%s inside a gzip stream', async (_, behaviour, kind) => {
    const { face } = await arena(behaviour)
    expect(failure(await face())).toMatchObject({ kind })
  })
})

describe('an answer that is too large', () => {
  test.each<[string, Behaviour]>([
    [
      'a gigabyte',
      (socket) => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${1024 * MB}\r\n\r\n`)
        flood(socket, Buffer.alloc(64 * 1024, 'x'), 1024 * MB)
      },
    ],
    [
      'a gzip bomb',
      (socket) => {
        socket.write(answer(200, { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' }, BOMB))
      },
    ],
    [
      'a bomb within a bomb',
      (socket) => {
        socket.write(
          answer(200, { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip, gzip' }, gzipSync(BOMB)),
        )
      },
    ],
  ])('%s: it is cut at the cap, said, and not even fetched to its end', async (_, behaviour) => {
    const { face, server } = await arena(behaviour)
    const before = process.memoryUsage().arrayBuffers
    const exchange = await face()
    expect(last(exchange)?.response).toMatchObject({ status: 200, truncated: true })
    const { length } = last(exchange)?.response?.body ?? ''
    expect(length).toBeLessThan(CAP)
    // Its last word may be half of a secret.
    expect(length).toBeGreaterThan(CAP - 65_536)
    expect(last(exchange)?.response?.bodyBytes).toBeLessThan(CAP + MB)
    expect(failure(exchange)).toBeNull()
    expect(exchange.findings.map((finding) => finding.rule)).toContain('body-truncated')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(48 * MB)
    expect(server.bytesWritten()).toBeLessThan(64 * MB)
  })

  test.each<[string, string]>([
    ['10,000 headers', Array.from({ length: 10_000 }, (_, index) => `X-Header-${index}: value\r\n`).join('')],
    ['a header of 1 MB', `X-Long: ${'x'.repeat(MB)}\r\n`],
  ])('%s', async (_, headers) => {
    const { face } = await arena((socket) => socket.write(`HTTP/1.1 200 OK\r\n${headers}\r\n`))
    expect(failure(await face())).toMatchObject({ kind: 'too-large', code: 'HPE_HEADER_OVERFLOW' })
  })
})

describe('an answer that contradicts itself', () => {
  test.each<[string, string]>([
    ['two different Content-Lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}'],
    [
      'both a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('%s', async (_, text) => {
    const { face } = await arena((socket) => socket.write(text))
    expect(failure(await face())).toMatchObject({ kind: 'bad-response', mayHaveBeenSent: true })
  })

  test('a length shorter than the body: the rest is no part of this answer nor of the next', async () => {
    const { face } = await arena((socket) => {
      socket.write(
        answer(
          200,
          { ...JSON_TYPE, 'Content-Length': String(OK_BODY.length) },
          `${OK_BODY}HTTP/1.1 500 Surprise\r\n\r\n`,
        ),
      )
    })
    const exchange = await face()
    expect(exchange.outcome).toBe('success')
    expect(last(exchange)?.response?.body).toBe(OK_BODY)
  })

  test('no Content-Type', async () => {
    const { face } = await arena((socket) => socket.write(answer(200, {}, OK_BODY)))
    const exchange = await face()
    expect(exchange.outcome).toBe('success')
    expect(exchange.envelope?.kind).toBe('standard')
  })

  test('a lying Content-Type', async () => {
    const { face } = await arena((socket) =>
      socket.write(answer(502, JSON_TYPE, '<html><title>Bad gateway</title></html>')),
    )
    const exchange = await face()
    expect(exchange.envelope?.kind).toBe('html')
    expect(exchange.findings.map((finding) => finding.rule)).toContain('content-type-wrong')
  })

  test('a gzip header over an empty body is an empty body, and no broken gzip', async () => {
    const { face } = await arena((socket) => socket.write(answer(200, { 'Content-Encoding': 'gzip' }, '')))
    const exchange = await face()
    expect(failure(exchange)).toBeNull()
    expect(exchange.envelope?.kind).toBe('empty')
  })
})

describe('codings', () => {
  test.each<[string, string, Buffer]>([
    ['gzip', 'gzip', gzipSync(OK_BODY)],
    ['brotli', 'br', brotliCompressSync(OK_BODY)],
    ['deflate', 'deflate', deflateSync(OK_BODY)],
    ['deflate without its frame', 'deflate', deflateRawSync(OK_BODY)],
    ['two in a row', 'gzip, br', brotliCompressSync(gzipSync(OK_BODY))],
  ])('%s', async (_, coding, bytes) => {
    const { face } = await arena((socket) =>
      socket.write(answer(200, { ...JSON_TYPE, 'Content-Encoding': coding }, bytes)),
    )
    const exchange = await face()
    expect(last(exchange)?.response).toMatchObject({
      body: OK_BODY,
      bodyBytes: OK_BODY.length,
      truncated: false,
    })
  })
})

describe('redirects', () => {
  const redirect = (location: string, status = 302): Behaviour => {
    return (socket) => socket.write(answer(status, { Location: location }, ''))
  }

  test.each<[string, string, string]>([
    ['to itself', '/hostile', 'REDIRECT_LOOP'],
    ['to a file', 'file:///etc/passwd', 'UNSUPPORTED_SCHEME'],
    ['to a script', 'javascript:alert(1)', 'UNSUPPORTED_SCHEME'],
    ['to no address', 'http://[', 'INVALID_LOCATION'],
  ])('%s are refused', async (_, location, code) => {
    const { face } = await arena(redirect(location))
    expect(failure(await face())).toMatchObject({ kind: 'redirect', code })
  })

  test('in a circle end after a few rounds', async () => {
    let round = 0
    const { face, server } = await arena((socket) =>
      socket.write(answer(302, { Location: `/hostile?${(round += 1)}` }, '')),
    )
    expect(failure(await face())).toMatchObject({ kind: 'redirect', code: 'TOO_MANY_REDIRECTS' })
    expect(server.requests.length).toBeLessThan(10)
  })

  test('to another host are not followed, and nothing is told to it', async () => {
    const other = await startHostileServer({})
    ends.push(() => other.close())
    const { face } = await arena(redirect(`${other.url}/fine`, 307))
    const exchange = await face()
    expect(failure(exchange)).toMatchObject({ kind: 'redirect', code: 'OTHER_ORIGIN' })
    expect(last(exchange)?.response?.status).toBe(307)
    expect(other.connections).toBe(0)
  })

  test('on the same host are followed, with the method and the body that were sent', async () => {
    const { harness, server } = await arena(redirect('/fine?moved=1', 307))
    const exchange = await harness.send({ key: null, method: 'PUT', body: '{"a":1}', target: '/hostile' })
    expect(exchange.outcome).toBe('success')
    expect(server.requests.at(-1)).toMatch(/^PUT \/fine\?moved=1 /)
  })

  test('that would turn a POST into a GET are not followed', async () => {
    const { harness, server } = await arena(redirect('/fine', 302))
    const exchange = await harness.send({ key: null, method: 'POST', body: '{}', target: '/hostile' })
    expect(failure(exchange)).toMatchObject({ kind: 'redirect', code: 'METHOD_WOULD_CHANGE' })
    expect(server.requests).toHaveLength(1)
  })

  test('with nobody there to answer do not unsend the POST that was answered with one', async () => {
    const path = '/api/external/hostile'
    const server = await startHostileServer({
      [path](socket) {
        server.refuse()
        socket.end(answer(303, { Location: '/fine', Connection: 'close' }, ''))
      },
    })
    ends.push(() => server.close())
    const profile = profileAt(server.url, { timeouts: TIMEOUTS })
    const harness = createHarness(systemClock, { ...profile, retry: { ...profile.retry, backoffMs: [1] } })
    ends.push(() => harness.sender.close())
    const exchange = await harness.send({ key: null, method: 'POST', body: '{}', target: path })
    expect(failure(exchange)).toMatchObject({ mayHaveBeenSent: true })
    expect(exchange.attempts.map(({ decision }) => decision?.rule)).toEqual(['lost-not-idempotent'])
    expect(server.requests).toHaveLength(1)
    expect(harness.sender.windowState(profile, '').used).toBeGreaterThan(0)
  })
})

describe('a token exchange', () => {
  test('that is answered 304 ends there, and leads to no request', async () => {
    const { token } = patient('http://127.0.0.1')
    const server = await startHostileServer({ [token.path]: (socket) => socket.write(answer(304, {}, '')) })
    ends.push(() => server.close())
    const profile = patient(server.url)
    const harness = createHarness(systemClock, profile)
    ends.push(() => harness.sender.close())
    const exchange = await harness.send({ target: '/fine' })
    expect(exchange.attempts.map(({ purpose, decision }) => [purpose, decision?.action])).toEqual([
      ['token', 'stop'],
    ])
    await expect(harness.sender.exchangeKey(profile, 'site-7')).rejects.toThrow('led to no token')
    expect(server.requests).toHaveLength(2)
  })
})

describe('keep-alive', () => {
  test('connections that the server closes between requests do no harm', async () => {
    const { harness, server } = await arena((socket) => {
      answerWell(socket)
      socket.end()
    })
    for (let round = 0; round < 5; round += 1) {
      expect(await harness.send({ key: null, target: '/hostile' })).toMatchObject({ outcome: 'success' })
    }
    expect(server.connections).toBe(5)
  })

  test('a name is looked up once, and that is told', async () => {
    const { harness, server } = await arena(answerWell)
    const profile = patient(server.url.replace('127.0.0.1', 'localhost'))
    const first = await harness.send({ profile, key: null, target: '/' })
    const second = await harness.send({ profile, key: null, target: '/' })
    expect(last(first)?.timing.dnsMs).toBeGreaterThan(0)
    expect(last(second)?.timing.dnsMs).toBeNull()
  })

  test('a name that does not exist', async () => {
    const harness = createHarness(systemClock, patient('http://nowhere.invalid'))
    ends.push(() => harness.sender.close())
    const exchange = await harness.send({ key: null, target: '/', method: 'POST', body: '{}' })
    expect(failure(exchange)).toMatchObject({ kind: 'dns', mayHaveBeenSent: false })
  })

  test('one connection serves many requests, and only the first one shows how it was made', async () => {
    const { harness, server } = await arena(answerWell)
    const first = await harness.send({ key: null, target: '/hostile' })
    const second = await harness.send({ key: null, target: '/hostile' })
    expect(server.connections).toBe(1)
    expect(last(first)?.timing.connectMs).toBeGreaterThan(0)
    expect(last(second)?.timing).toMatchObject({ dnsMs: null, connectMs: null, tlsMs: null })
  })
})

describe('TLS', () => {
  let folder: string
  let caFile: string
  let authority: Certificate
  let good: Certificate

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'postern-tls-'))
    authority = makeCertificate('Test authority')
    good = makeCertificate('127.0.0.1', { host: '127.0.0.1', issuer: authority })
    caFile = join(folder, 'ca.pem')
    await writeFile(caFile, authority.cert)
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('an own authority makes its certificates good, and the phases are told', async () => {
    const { face } = await arena(answerWell, { caFile }, good)
    const exchange = await face()
    expect(exchange.outcome).toBe('success')
    const { connectMs, tlsMs, firstByteMs, totalMs } = last(exchange)?.timing ?? {}
    expect(connectMs).toBeGreaterThan(0)
    expect(tlsMs).toBeGreaterThan(0)
    expect(firstByteMs).toBeGreaterThanOrEqual((connectMs ?? 0) + (tlsMs ?? 0))
    expect(totalMs).toBeGreaterThanOrEqual(firstByteMs ?? 0)
  })

  test('without it the same certificate is refused, also when the environment says to ignore that', async () => {
    const { face } = await arena(answerWell, {}, good)
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      expect(failure(await face())).toMatchObject({ kind: 'tls', mayHaveBeenSent: false })
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
    }
  })

  test("through a proxy's tunnel the same holds, and connections are kept", async () => {
    const proxy = await startTunnelProxy()
    ends.push(() => proxy.close())
    const server = await startHostileServer({}, good)
    ends.push(() => server.close())
    const harness = createHarness(systemClock, patient(server.url, { caFile, timeouts: LONG_TIMEOUTS }), {
      environment: { HTTPS_PROXY: proxy.url, NO_PROXY: '<-loopback>' },
    })
    ends.push(() => harness.sender.close())
    const first = await harness.send({ key: null, target: '/one' })
    const second = await harness.send({ key: null, target: '/two' })
    expect([first.outcome, second.outcome]).toEqual(['success', 'success'])
    expect(proxy.tunnels).toEqual([`127.0.0.1:${server.port}`])
    expect(last(first)?.timing.tlsMs).toBeGreaterThan(0)
    expect(last(second)?.timing.tlsMs).toBeNull()
    const distrusting = patient(server.url, { id: 'other', timeouts: LONG_TIMEOUTS })
    expect(failure(await harness.send({ profile: distrusting, key: null, target: '/' }))).toMatchObject({
      kind: 'tls',
      mayHaveBeenSent: false,
    })
  })

  test('a handshake through a tunnel that never ends leaves no connection behind', async () => {
    const proxy = await startTunnelProxy()
    ends.push(() => proxy.close())
    const server = await startHostileServer({})
    ends.push(() => server.close())
    const harness = createHarness(systemClock, patient(`https://127.0.0.1:${server.port}`, { caFile }), {
      environment: { HTTPS_PROXY: proxy.url, NO_PROXY: '<-loopback>' },
    })
    ends.push(() => harness.sender.close())
    const exchange = await harness.send({ key: null, target: '/' })
    expect(failure(exchange)).toMatchObject({ kind: 'timeout', mayHaveBeenSent: false })
    await until(() => server.open === 0)
    const { done } = harness.begin({ key: null, target: '/' })
    await until(() => server.open === 1)
    await harness.sender.close()
    await done
    await until(() => server.open === 0)
    expect(server.connections).toBe(2)
  })

  test.each<[string, () => Certificate, string]>([
    [
      'expired',
      () =>
        makeCertificate('127.0.0.1', {
          host: '127.0.0.1',
          issuer: authority,
          from: new Date('2020-01-01'),
          to: new Date('2021-01-01'),
        }),
      'CERT_HAS_EXPIRED',
    ],
    ['self-signed', () => makeCertificate('127.0.0.1', { host: '127.0.0.1' }), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    [
      'for another host',
      () => makeCertificate('other', { host: 'other.example', issuer: authority }),
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
  ])('a certificate that is %s', async (_, certificate, code) => {
    const { face, server } = await arena(answerWell, { caFile }, certificate())
    expect(failure(await face())).toMatchObject({ kind: 'tls', code, mayHaveBeenSent: false })
    expect(server.requests).toHaveLength(0)
  })

  test('an old TLS version', async () => {
    const old: TlsOptions = {
      ...good,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    }
    const { face } = await arena(answerWell, { caFile }, old)
    expect(failure(await face())).toMatchObject({ kind: 'tls', mayHaveBeenSent: false })
  })

  test.each<[string, string, string]>([
    ['no TLS where it was expected', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'tls'],
    ['a handshake that never ends', '', 'timeout'],
  ])('%s', async (_, greeting, kind) => {
    const server = await startHostileServer({}, undefined, greeting)
    ends.push(() => server.close())
    const timeouts = kind === 'timeout' ? TIMEOUTS : LONG_TIMEOUTS
    const profile = patient(`https://127.0.0.1:${server.port}`, { caFile, timeouts })
    const harness = createHarness(systemClock, profile)
    ends.push(() => harness.sender.close())
    const exchange = await harness.send({ key: null, target: '/' })
    expect(failure(exchange)).toMatchObject({ kind, mayHaveBeenSent: false })
  })

  test.each<[string, string, string]>([
    ['is not there', 'missing.pem', 'CA_FILE_UNREADABLE'],
    ['holds no certificate', 'empty.pem', 'CA_FILE_INVALID'],
    ['is larger than any', 'large.pem', 'CA_FILE_UNREADABLE'],
  ])('a CA file that %s, and is mended', async (_, name, code) => {
    const file = join(folder, name)
    if (name === 'empty.pem') await writeFile(file, 'nothing of use')
    if (name === 'large.pem') await writeFile(file, authority.cert + ' '.repeat(1024 * 1024))
    const { face } = await arena(answerWell, { caFile: file }, good)
    expect(failure(await face())).toMatchObject({ kind: 'tls', code, mayHaveBeenSent: false })
    await writeFile(file, authority.cert)
    expect((await face()).outcome).toBe('success')
  })

  test.skipIf(process.platform === 'win32')('a CA file that is a pipe, to which nobody writes', async () => {
    const file = join(folder, 'pipe.pem')
    execFileSync('mkfifo', [file])
    const { face } = await arena(answerWell, { caFile: file }, good)
    const exchanges = await Promise.all(Array.from({ length: 6 }, () => face()))
    for (const exchange of exchanges)
      expect(failure(exchange)).toMatchObject({ kind: 'tls', code: 'CA_FILE_UNREADABLE' })
    await writeFile(join(folder, 'other'), 'files can still be written')
  })
})

function drip(...[socket]: Parameters<Behaviour>): void {
  const text = `HTTP/1.1 200 OK\r\nX-Slow: ${'x'.repeat(1000)}`
  let index = 0
  const timer = setInterval(() => {
    socket.write(text.charAt((index += 1) - 1))
  }, 20)
  socket.on('close', () => {
    clearInterval(timer)
  })
}

function announce(...[socket]: Parameters<Behaviour>): void {
  const timer = setInterval(() => {
    socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')
  }, 20)
  socket.on('close', () => {
    clearInterval(timer)
  })
}

function chunked(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${body}`
}

/** The beginning of a stream whose marks are right, and whose content is not. */
function garbled(stream: Buffer, length: number): Buffer {
  return Buffer.concat([stream.subarray(0, 10), Buffer.alloc(length - 10, 0xff)])
}

function gzipped(length: number, bytes: string | Buffer): Buffer {
  return answer(200, { ...JSON_TYPE, 'Content-Encoding': 'gzip', 'Content-Length': String(length) }, bytes)
}
