import { createServer as createNetServer, connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { captureFor } from './captureFor.ts'

const closing: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** A server that keeps every byte of each connection, and writes what `respond` gives once the head is whole. */
async function dumpServer(respond: (head: string, socket: Socket) => void) {
  const received: Buffer[][] = []
  const sockets = new Set<Socket>()
  const server = createNetServer((socket) => {
    sockets.add(socket)
    const chunks: Buffer[] = []
    received.push(chunks)
    let isAnswered = false
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      const text = Buffer.concat(chunks).toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end < 0 || isAnswered) return
      isAnswered = true
      respond(text.slice(0, end), socket)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    text: (at = 0) => Buffer.concat(received[at] ?? []).toString('latin1'),
  }
}

/** Sends bytes, and collects what comes until the other side ends. */
function talk(port: number, bytes: string): Promise<{ text: string; isReset: boolean }> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    let isReset = false
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', () => {
      isReset = true
    })
    socket.on('close', () => {
      resolve({ text, isReset })
    })
    socket.write(bytes, 'latin1')
  })
}

/** The same request, after which the connection ends. */
const lastOne = (request: string) => request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'

describe('what the API gets through the capture', () => {
  it.each([
    [
      'order, odd case and doubles',
      'GET /a?b=%20c HTTP/1.1\r\nX-One: 1\r\nhOST: {host}\r\nx-two: 2\r\nX-One: 3\r\n\r\n',
    ],
    ['cookies in two lines', 'GET / HTTP/1.1\r\nHost: {host}\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n'],
    ['an expectation of its own', 'GET /b HTTP/1.1\r\nHost: {host}\r\nExpect: magic\r\n\r\n'],
    ['a body with its length', 'POST /b HTTP/1.1\r\nHost: {host}\r\nContent-Length: 3\r\n\r\nabc'],
    ['a POST without a body', 'POST /b HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n\r\n'],
    ['a GET with a body', 'GET /b HTTP/1.1\r\nHost: {host}\r\nContent-Length: 3\r\n\r\nabc'],
    [
      'chunks with a trailer',
      'POST /c HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n3\r\nabc\r\n0\r\nX-End: 1\r\n\r\n',
    ],
    ['a header without a value', 'GET / HTTP/1.1\r\nHost: {host}\r\nX-Empty: \r\n\r\n'],
  ])('is what the program sent: %s', async (_, request) => {
    const api = await dumpServer((_head, socket) => socket.end(OK))
    const through = await captureFor(api.url)
    await talk(through.port, lastOne(request.replace('{host}', `127.0.0.1:${through.port}`)))
    const expected = request.replace('{host}', `127.0.0.1:${api.port}`)
    // As a list Node adds a header of the connection, which is no part of the message.
    expect(api.text().replace('Connection: keep-alive\r\n', '')).toBe(expected)
  })

  it('is without what belongs to the connection', async () => {
    const api = await dumpServer((_head, socket) => socket.end(OK))
    const through = await captureFor(api.url)
    await talk(
      through.port,
      `GET / HTTP/1.1\r\nHost: localhost:${through.port}\r\nConnection: close, Upgrade, HTTP2-Settings, X-Mine\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\nX-Mine: 1\r\nX-Yours: 2\r\nProxy-Authorization: x\r\nKeep-Alive: 5\r\n\r\n`,
    )
    expect(api.text()).toBe(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nX-Yours: 2\r\n\r\n`)
  })

  it('goes below the path of the base URL', async () => {
    const api = await dumpServer((_head, socket) => socket.end(OK))
    const through = await captureFor(`${api.url}/base`)
    await talk(through.port, lastOne(`GET /a HTTP/1.1\r\nHost: 127.0.0.1:${through.port}\r\n\r\n`))
    expect(api.text()).toMatch(/^GET \/base\/a HTTP/)
  })
})

describe('what the program gets through the capture', () => {
  it.each([
    [
      'order, case and doubles',
      'HTTP/1.1 404 Gone Fishing\r\nX-a: 1\r\nSet-Cookie: a\r\nb: 2\r\nX-A: 3\r\nContent-Length: 2\r\n\r\nno',
    ],
    ['no length, up to the end', 'HTTP/1.1 200 OK\r\nX: 1\r\n\r\nuntil the end'],
    ['a 204', 'HTTP/1.1 204 No Content\r\nX: 1\r\n\r\n'],
    [
      'chunks with a trailer',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n3\r\nabc\r\n0\r\nX-End: 1\r\n\r\n',
    ],
    [
      'early hints',
      'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    ],
  ])('is what the API sent: %s', async (_, response) => {
    const api = await dumpServer((_head, socket) => socket.end(response, 'latin1'))
    const through = await captureFor(api.url)
    const { text } = await talk(
      through.port,
      `GET / HTTP/1.0\r\nHost: 127.0.0.1:${through.port}\r\n\r\n`
        .replace('1.0', '1.1')
        .replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'),
    )
    expect(text.replace(/Connection: [^\r]*\r\n/, '')).toBe(response)
  })

  it('leads links to the API through the capture again', async () => {
    const api = await dumpServer((_head, socket) =>
      socket.end(
        `HTTP/1.1 302 Found\r\nLocation: ${api.url}/next?u=${api.url}9\r\nContent-Length: 0\r\n\r\n`,
      ),
    )
    const through = await captureFor(api.url)
    const { text } = await talk(
      through.port,
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${through.port}\r\nConnection: close\r\n\r\n`,
    )
    expect(text).toContain(`Location: ${through.url}/next?u=${api.url}9\r\n`)
  })

  it('is a reset where the API resets', async () => {
    const api = await dumpServer((_head, socket) => socket.resetAndDestroy())
    const through = await captureFor(api.url)
    const got = await talk(through.port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${through.port}\r\n\r\n`)
    expect(got).toEqual({ text: '', isReset: true })
  })

  it.each([
    ['a status below 100', 'HTTP/1.1 099 Odd\r\nContent-Length: 2\r\n\r\nok'],
    ['a status of 0', 'HTTP/1.1 000 X\r\nContent-Length: 2\r\n\r\nok'],
    ['a reason with a control character', 'HTTP/1.1 200 a\u0001b\r\nContent-Length: 2\r\n\r\nok'],
  ])('is a reset where nobody can pass it back: %s. The next request is served', async (_, response) => {
    const api = await dumpServer((head, socket) => socket.end(/odd/.test(head) ? response : OK, 'latin1'))
    const through = await captureFor(api.url)
    const ask = (path: string) =>
      talk(through.port, lastOne(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${through.port}\r\n\r\n`))
    expect(await ask('/odd')).toEqual({ text: '', isReset: true })
    expect((await through.ended(1))[0]).toMatchObject({ response: null, failure: { kind: 'bad-response' } })
    expect((await ask('/next')).text).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('is one 100 where the API sends one', async () => {
    const api = await dumpServer((_head, socket) => socket.end(`HTTP/1.1 100 Continue\r\n\r\n${OK}`))
    const through = await captureFor(api.url)
    const { text } = await talk(
      through.port,
      lastOne(
        `POST / HTTP/1.1\r\nHost: 127.0.0.1:${through.port}\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n`,
      ),
    )
    expect(text.match(/100 Continue/g)).toHaveLength(1)
    expect(text).toMatch(/HTTP\/1\.1 200 /)
  })

  it('says that Postern speaks where the API refuses the connection', async () => {
    const api = await dumpServer(() => undefined)
    await closing.pop()?.()
    const through = await captureFor(api.url)
    const { text } = await talk(
      through.port,
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${through.port}\r\nConnection: close\r\n\r\n`,
    )
    expect(text).toMatch(/^HTTP\/1\.1 502 /)
    expect(text).toContain('x-postern: capture')
    expect(text).toContain('Postern says this, not the API.')
  })
})

describe('who is refused', () => {
  it.each([
    ['a foreign name', 'GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n', 421],
    ['another port', 'GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n', 421],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 421],
    ['a web page', 'GET / HTTP/1.1\r\nHost: {host}\r\nOrigin: https://evil.test\r\n\r\n', 403],
    ['a page of the same site', 'GET / HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-site\r\n\r\n', 403],
    ['an absolute URL of another host', 'GET http://evil.test/ HTTP/1.1\r\nHost: {host}\r\n\r\n', 421],
    [
      'a WebSocket',
      'GET / HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n',
      501,
    ],
    ['CONNECT', 'CONNECT evil.test:443 HTTP/1.1\r\nHost: {host}\r\n\r\n', 405],
    ['HTTP/2 prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000', 400],
    [
      '10,000 long headers',
      `GET / HTTP/1.1\r\nHost: {host}\r\n${'X-Long-Name-Of-A-Header: 1234567890\r\n'.repeat(10_000)}\r\n`,
      431,
    ],
  ])('is told so: %s', async (_, request, status) => {
    let asked = 0
    const api = await dumpServer((_head, socket) => {
      asked += 1
      socket.end(OK)
    })
    const through = await captureFor(api.url)
    const closed = request
      .replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')
      .replace('{host}', `127.0.0.1:${through.port}`)
    const { text } = await talk(through.port, closed)
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(text).toContain('x-postern: capture')
    expect(asked).toBe(0)
    expect(through.events).toMatchObject([{ kind: 'refused', status }])
    // The next client is served.
    const next = await talk(
      through.port,
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${through.port}\r\nConnection: close\r\n\r\n`,
    )
    expect(next.text).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('is not Node’s own fetch, which says how it fetches', async () => {
    const api = await dumpServer((_head, socket) => socket.end(OK))
    const through = await captureFor(api.url)
    const response = await fetch(through.url)
    expect([response.status, await response.text()]).toEqual([200, 'ok'])
  })
})
