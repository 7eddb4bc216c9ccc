import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Reply } from './reply.ts'

/** Writes an answer, in parts as fast as the reader takes them. It ends quietly when the reader goes away. */
export async function deliver(response: ServerResponse, reply: Reply): Promise<void> {
  if (typeof reply.body === 'string') {
    const bytes = Buffer.from(reply.body)
    response.writeHead(reply.status, { ...reply.headers, 'Content-Length': bytes.length }).end(bytes)
    return
  }
  response.writeHead(reply.status, reply.headers)
  await pipeline(Readable.from(reply.body), response).catch(() => response.destroy())
}

/** Announces the whole body, sends the first half of it, and closes the connection. */
export function deliverHalf(response: ServerResponse, reply: Reply): void {
  const bytes = Buffer.from(typeof reply.body === 'string' ? reply.body : '')
  response.writeHead(reply.status, { ...reply.headers, 'Content-Length': bytes.length })
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
}

/** Ends the connection with a TCP reset, so that the client sees `ECONNRESET` and not a tidy end. */
export function resetConnection(request: IncomingMessage): void {
  request.socket.resetAndDestroy()
}
