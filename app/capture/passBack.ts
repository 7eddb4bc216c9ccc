import type { IncomingMessage, InformationEvent, ServerResponse } from 'node:http'
import type { Header } from '../contract/exchange.ts'
import { HELD_HEADER } from './ownResponses.ts'
import { pairsOf, passedHeaders, responseHeaders } from './passedHeaders.ts'

/** Sends the head in Latin-1, as it came: `flushHeaders` writes it in UTF-8. */
export const HEAD_ALONE = Buffer.alloc(0)

interface Copying {
  take(chunk: Uint8Array): void
  end(): void
  fail(error: unknown): void
}

/** Passes a response back to the program as it comes. */
export function passBack(
  upstream: IncomingMessage,
  response: ServerResponse,
  { api, own }: { api: URL; own: string },
  heldMs: number,
  copying: Copying,
): void {
  const headers = responseHeaders(pairsOf(upstream.rawHeaders), api.origin + withoutSlash(api.pathname), own)
  response.sendDate = false
  for (const name of ['connection', 'content-length', 'transfer-encoding', 'date'])
    response.removeHeader(name)
  const told: Header[] = heldMs > 0 ? [[HELD_HEADER, String(heldMs)]] : []
  response.writeHead(upstream.statusCode ?? 502, upstream.statusMessage ?? '', [...headers, ...told].flat())
  // What comes later than its head, such as the first event of a stream, must not hold the head back.
  response.write(HEAD_ALONE)
  upstream.on('data', copying.take)
  upstream.pipe(response, { end: false })
  upstream.on('end', () => {
    copying.end()
    if (upstream.rawTrailers.length > 0) response.addTrailers(pairsOf(upstream.rawTrailers))
    response.end()
  })
  const broken = (error: unknown) => {
    copying.fail(error)
    response.socket?.resetAndDestroy()
  }
  upstream.on('error', broken)
  upstream.on('close', () => {
    if (!upstream.complete)
      broken(
        Object.assign(new Error('The API closed the connection within the body.'), { code: 'ECONNRESET' }),
      )
  })
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '')
}

/** Informational responses of RFC 9110 section 15.2, such as 103; HTTP/1.0 knows none. */
export function passInformation(response: ServerResponse, info: InformationEvent): void {
  if (response.headersSent || response.req.httpVersion === '1.0') return
  const lines = passedHeaders(pairsOf(info.rawHeaders)).map(([name, value]) => `${name}: ${value}\r\n`)
  response.socket?.write(
    `HTTP/1.1 ${info.statusCode} ${info.statusMessage}\r\n${lines.join('')}\r\n`,
    'latin1',
  )
}
