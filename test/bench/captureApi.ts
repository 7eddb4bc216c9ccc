import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'

/** Bytes of a body that is large: 100 MiB. */
export const LARGE = 100 * 1024 * 1024

/** In a thread of its own, since an API never takes its time from the client's. */
const SERVER = `
  const { parentPort } = require('node:worker_threads')
  const body = JSON.stringify({ status: { code: 0, errorMessage: '' }, data: [{ id: 7, name: 'Site' }], count: 1, message: '', errors: [] })
  const piece = Buffer.alloc(64 * 1024, 'x')
  const server = require('node:http').createServer((request, response) => {
    if (request.url.startsWith('/down')) {
      response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': ${LARGE} })
      let left = ${LARGE / (64 * 1024)}
      const write = () => {
        while (left-- > 0) if (!response.write(piece)) return response.once('drain', write)
        response.end()
      }
      return write()
    }
    if (request.url.startsWith('/up')) {
      request.on('data', () => undefined)
      return request.on('end', () => response.end('{}'))
    }
    if (request.url.startsWith('/events')) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      let count = 0
      const timer = setInterval(() => {
        response.write('data: ' + Date.now() + '\\n\\n')
        if (++count === 5) { clearInterval(timer); response.end() }
      }, 100)
      return
    }
    if (request.url.startsWith('/hang')) {
      parentPort.postMessage('asked')
      return response.on('close', () => parentPort.postMessage('closed'))
    }
    request.resume()
    response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' })
    response.end(body)
  })
  server.keepAliveTimeout = 120000
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

export interface Api {
  worker: Worker
  url: string
}

export async function startApi(): Promise<Api> {
  const worker = new Worker(SERVER, { eval: true })
  const [port] = (await once(worker, 'message')) as [number]
  return { worker, url: `http://127.0.0.1:${port}` }
}

export function drained(response: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    response.on('data', () => undefined)
    response.on('end', resolve)
    response.on('error', reject)
  })
}

export async function fetched(url: string, agent: Agent): Promise<number> {
  const begun = performance.now()
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent }, resolve).on('error', reject)
  })
  await drained(response)
  return performance.now() - begun
}

export const PER_SECOND = 500
const SECONDS = Number(process.env['POSTERN_BENCH_SECONDS'] ?? 60)

/** Calls of a program that never waits for the one before. */
export async function callAtRate(url: string): Promise<{ made: number; seconds: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const waiting = new Set<Promise<unknown>>()
  const begun = performance.now()
  let made = 0
  while (made < PER_SECOND * SECONDS) {
    const due = Math.min(PER_SECOND * SECONDS, Math.floor(((performance.now() - begun) / 1000) * PER_SECOND))
    for (; made < due; made += 1) {
      const call = fetched(`${url}/api/external/many`, agent).finally(() => waiting.delete(call))
      waiting.add(call)
    }
    await sleep(5)
  }
  await Promise.all(waiting)
  agent.destroy()
  return { made, seconds: (performance.now() - begun) / 1000 }
}
