import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createBodyCopy, type CopyRoom } from '../capture/bodyCopy.ts'
import { listenOnLoopback, portOf } from '../capture/listening.ts'
import { pairsOf } from '../capture/passedHeaders.ts'
import { LONGEST_HEADERS } from '../capture/passOn.ts'
import { isFromPage } from '../capture/refusals.ts'
import type { Header } from '../contract/exchange.ts'
import { codeOf } from '../contract/thrown.ts'

/** A webhook as it arrived. Nothing here is redacted. */
export interface ArrivedDelivery {
  /** Epoch ms. */
  at: number
  /** Path and query, as the request line has them. */
  target: string
  headers: Header[]
  body: Uint8Array
}

/** Ends the request of a delivery; null lets the sender wait. */
export type Respond = (status: number | null) => void

export interface DeliveryListener {
  readonly port: number
  /** URL for the sender or the tunnel in front, without a slash at its end. */
  readonly url: string
  close(): void
}

/** Bytes of a body: webhooks are far shorter. */
export const MOST_BODY = 10 * 1024 * 1024
/** Bytes of all bodies that are being received or forwarded. */
const MOST_HELD = 64 * 1024 * 1024
const REQUEST_MS = 60_000

/**
 * Listens on loopback alone. The name in Host is not looked at: a tunnel sends its own. Web pages are refused by the
 * headers that their browser adds to each POST.
 * @param on.delivery resolves once nothing of the delivery is needed any more
 */
export async function listenForDeliveries(
  wanted: number,
  on: {
    delivery(arrived: ArrivedDelivery, respond: Respond): Promise<void>
    refused(status: number, message: string): void
  },
): Promise<DeliveryListener> {
  const room: CopyRoom = { free: MOST_HELD }

  async function onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = pairsOf(request.rawHeaders)
    const { url: target = '/' } = request
    const refuse = (status: number, message: string) => {
      on.refused(status, message)
      refuseWith(response, status, message)
    }
    if (isFromPage(headers, []))
      return refuse(403, 'A web page sent this request. Postern takes deliveries of programs only.')
    if (request.method !== 'POST') return refuse(405, 'Postern takes deliveries by POST only.')
    const received = await bodyOf(request, room)
    if (received === null) return on.refused(400, 'The sender closed its connection within the body.')
    const { bytes, size, isCut } = received
    try {
      if (isCut && size > MOST_BODY) return refuse(413, 'The body is larger than 10 MB.')
      if (isCut) return refuse(503, 'Too many deliveries are in progress.')
      const respond: Respond = (status) => {
        if (status !== null) response.writeHead(status, { 'Content-Length': 0 }).end()
      }
      await on.delivery({ at: Date.now(), target, headers, body: bytes }, respond)
    } finally {
      room.free += bytes.length
    }
  }

  const servers = await listenOnLoopback(
    wanted,
    () => createDeliveryServer(onRequest, on.refused),
    'Webhooks',
  )
  const port = portOf(servers[0])
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close() {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

function createDeliveryServer(
  onRequest: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  onRefused: (status: number, message: string) => void,
): Server {
  const server = createServer(
    { maxHeaderSize: LONGEST_HEADERS, requestTimeout: REQUEST_MS, requireHostHeader: false, noDelay: true },
    (request, response) => void onRequest(request, response).catch(() => response.destroy()),
  )
  server.on('clientError', (error, socket) => {
    // Of a body that is cut, whoever reads it says so.
    if (!socket.writable || codeOf(error) === 'HPE_INVALID_EOF_STATE') return socket.destroy()
    onRefused(400, 'This is no request of HTTP/1.1.')
    socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
  })
  return server
}

/** Null where the sender left before the end. What is too long is read to its end, and not kept. */
async function bodyOf(
  request: IncomingMessage,
  room: CopyRoom,
): Promise<{ bytes: Uint8Array; size: number; isCut: boolean } | null> {
  const copy = createBodyCopy(MOST_BODY, room)
  try {
    for await (const chunk of request) if (chunk instanceof Uint8Array) copy.take(chunk)
    return copy.read()
  } catch {
    room.free += copy.read().bytes.length
    return null
  }
}

function refuseWith(response: ServerResponse, status: number, message: string): void {
  const body = `${JSON.stringify({ postern: 'webhooks', message })}\n`
  response
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      Connection: 'close',
    })
    .end(body)
}
