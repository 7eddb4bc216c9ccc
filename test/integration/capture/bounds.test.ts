import { once } from 'node:events'
import { Agent, get, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect, it, onTestFinished } from 'vitest'
import { startServer } from '../../fixtures/localServer.ts'
import { captureFor } from './captureFor.ts'
import { dumpServer, exchanged } from './wire.ts'

const MB = 1024 * 1024
const PIECE = Buffer.alloc(MB, 'x')
const HUGE = 2048

/** 2 GB, of which no more than a piece is in memory. */
const pieces = (count: number) => Readable.from(Array.from({ length: count }, () => PIECE))

function counting() {
  const seen = { bytes: 0, most: 0 }
  const sink = new Writable({
    highWaterMark: MB,
    write(chunk: Buffer, _, done) {
      seen.bytes += chunk.length
      const { arrayBuffers, heapUsed } = process.memoryUsage()
      seen.most = Math.max(seen.most, arrayBuffers + heapUsed)
      done()
    },
  })
  return { seen, sink }
}

const memory = () => {
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return arrayBuffers + heapUsed
}

async function asked(url: string, agent?: Agent): Promise<IncomingMessage> {
  const [response] = (await once(get(url, agent ? { agent } : {}), 'response')) as [IncomingMessage]
  return response
}

async function opened(port: number, host = '127.0.0.1'): Promise<Socket> {
  const socket = connect(port, host)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  onTestFinished(() => {
    socket.destroy()
  })
  return socket
}

it('a body of 2 GB passes in bounded memory, down and up, and its beginning is kept', async () => {
  const { seen: up, sink } = counting()
  const api = await startServer((request, response) => {
    if (request.method === 'GET') return void pipeline(pieces(HUGE), response).catch(() => undefined)
    void pipeline(request, sink, { end: false }).then(() => response.end('{}'))
  })
  onTestFinished(() => void api.close())
  const capture = await captureFor(api.url)
  const { bodyCapBytes } = (await import('../../../app/contract/presets.ts')).profileFor('a', 'A', api.url)
  const before = memory()
  const { seen: down, sink: client } = counting()
  await pipeline(await asked(`${capture.url}/huge`), client)
  const request = httpRequest(`${capture.url}/huge`, { method: 'PUT' })
  const answered = once(request, 'response')
  await pipeline(pieces(HUGE), request)
  ;((await answered) as [IncomingMessage])[0].resume()
  const [first, second] = await capture.ended(2)
  expect({ down: down.bytes, up: up.bytes }).toEqual({ down: HUGE * MB, up: HUGE * MB })
  expect(first?.response?.body).toMatchObject({ size: HUGE * MB, isCut: true })
  expect(second?.request).toMatchObject({ size: HUGE * MB, isCut: true })
  expect(first?.response?.body.bytes).toHaveLength(bodyCapBytes)
  expect(second?.request.bytes).toHaveLength(bodyCapBytes)
  expect((Math.max(down.most, up.most) - before) / MB).toBeLessThan(256)
}, 120_000)

it('10,000 headers pass in their order, both ways', async () => {
  const lines = Array.from({ length: 10_000 }, (_, at) => `x${at}: ${at}\r\n`).join('')
  const api = await dumpServer((_request, socket) => {
    socket.end(`HTTP/1.1 200 OK\r\n${lines}Content-Length: 0\r\n\r\n`)
  })
  onTestFinished(api.close)
  const capture = await captureFor(api.url)
  const said = await exchanged(
    capture.port,
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${capture.port}\r\nConnection: close\r\n${lines}\r\n`,
  )
  expect(said.includes(lines)).toBe(true)
  expect(api.requests[0]?.head.slice(2).join('\r\n')).toBe(lines.trimEnd())
  const [ended] = await capture.ended(1)
  expect(ended?.response?.headers).toHaveLength(10_001)
})

it('1,000 connections at once are served, and leave none behind', async () => {
  const waiting: (() => void)[] = []
  let open = 0
  const api = createServer((socket) => {
    open += 1
    socket.on('error', () => undefined)
    socket.on('close', () => (open -= 1))
    socket.once('data', () => {
      waiting.push(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
      // Nobody gets a response before all are there.
      if (waiting.length === 1000) for (const answer of waiting) answer()
    })
  }).listen(0, '127.0.0.1')
  await once(api, 'listening')
  onTestFinished(() => void api.close())
  const capture = await captureFor(`http://127.0.0.1:${(api.address() as AddressInfo).port}`)
  const agent = new Agent({ keepAlive: true })
  const responses = await Promise.all(
    Array.from({ length: 1000 }, async (_, at) => {
      const response = await asked(`${capture.url}/${at}`, agent)
      response.resume()
      await once(response, 'end')
      return response.statusCode
    }),
  )
  expect(responses.every((status) => status === 200)).toBe(true)
  expect(await capture.ended(1000)).toHaveLength(1000)
  agent.destroy()
  await expect.poll(() => open).toBe(0)
}, 60_000)

it('a client that reads nothing holds up the API, not the memory and no other client', async () => {
  let written = 0
  const api = await startServer((request, response) => {
    if (request.url !== '/much') return response.end('{}')
    const much = new Readable({
      highWaterMark: MB,
      read() {
        written += 1
        this.push(written > 500 ? null : PIECE)
      },
    })
    much.pipe(response)
  })
  onTestFinished(() => void api.close())
  const capture = await captureFor(api.url)
  const slow = await opened(capture.port)
  slow.pause()
  slow.write(`GET /much HTTP/1.1\r\nHost: 127.0.0.1:${capture.port}\r\nConnection: close\r\n\r\n`)
  // As much as the buffers on the way take, and no more.
  let before = -1
  await expect.poll(() => written === before || ((before = written), false), { interval: 200 }).toBe(true)
  expect(written).toBeLessThan(64)
  const other = await asked(`${capture.url}/other`)
  expect(other.statusCode).toBe(200)
  other.resume()
  let read = 0
  slow.on('data', (chunk: Buffer) => (read += chunk.length))
  slow.resume()
  await once(slow, 'close')
  expect(read).toBeGreaterThan(500 * MB)
}, 60_000)

it('half a head reaches no API, and half a body ends there as it ended here', async () => {
  let ends = 0
  let asks = 0
  const api = await startServer((request) => {
    asks += 1
    request.on('error', () => undefined)
    request.on('close', () => (ends += 1))
    request.resume()
  })
  onTestFinished(() => void api.close())
  const capture = await captureFor(api.url)
  const head = await opened(capture.port)
  head.write('POST /half HTTP/1.1\r\nHost: 127.0.0.1')
  head.end()
  await once(head.resume(), 'close')
  expect({ asks, ended: capture.events.filter(({ kind }) => kind === 'ended') }).toEqual({
    asks: 0,
    ended: [],
  })
  const body = await opened(capture.port)
  body.write(`POST /half HTTP/1.1\r\nHost: 127.0.0.1:${capture.port}\r\nContent-Length: 10\r\n\r\nhalf`)
  await expect.poll(() => asks).toBe(1)
  body.destroy()
  const [ended] = await capture.ended(1)
  expect(ended).toMatchObject({ response: null, failure: { kind: 'cancelled' }, request: { size: 4 } })
  await expect.poll(() => ends).toBe(1)
})

it('nobody outside of this computer can connect', async () => {
  const api = await startServer((_, response) => response.end('{}'))
  onTestFinished(() => void api.close())
  const capture = await captureFor(api.url)
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  const outside = addresses.filter(({ internal, scopeid }) => !internal && !scopeid)
  for (const { address } of [...outside, { address: '127.0.0.2' }]) {
    const socket = connect(capture.port, address)
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
    expect([address, error.code]).toEqual([address, expect.stringMatching(/ECONNREFUSED|EADDRNOTAVAIL/)])
  }
  if (addresses.some(({ address }) => address === '::1')) await opened(capture.port, '::1')
})
