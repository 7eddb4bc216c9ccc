import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** Marks what Postern itself responds, which is never taken for the API's. */
const OWN_HEADER = 'x-postern'
const OWN_VALUE = 'capture'

/** Says how long Postern held a call back, in ms. */
export const HELD_HEADER = 'x-postern-held-ms'

const bodyOf = (message: string) => `${JSON.stringify({ postern: 'capture', message })}\n`

/** Responds in Postern's own name. */
export function respond(response: ServerResponse, status: number, message: string): void {
  const body = bodyOf(`${message} Postern says this, not the API.`)
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    [OWN_HEADER]: OWN_VALUE,
  })
  response.end(body)
}

/** The same on a connection whose request Node could not read, which then ends. */
export function respondOnSocket(socket: Duplex, status: string, message: string): void {
  const body = bodyOf(`${message} Postern says this, not the API.`)
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `${OWN_HEADER}: ${OWN_VALUE}\r\nConnection: close\r\n\r\n${body}`,
  )
}

const UNREAD: Readonly<Record<string, [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'The headers of this request are longer than 256 KB.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The rest of the request did not come in time.'],
  HPE_PAUSED_H2_UPGRADE: [
    '505 HTTP Version Not Supported',
    'Postern takes HTTP/1.1 here. Turn HTTP/2 off for this base URL.',
  ],
  HPE_INVALID_URL: [
    '400 Bad Request',
    'The URL of this request has a character that HTTP does not allow. Percent-encode it.',
  ],
  HPE_INVALID_HEADER_TOKEN: [
    '400 Bad Request',
    'A header of this request has a character that HTTP does not allow.',
  ],
  HPE_UNEXPECTED_CONTENT_LENGTH: [
    '400 Bad Request',
    'The headers of this request give the length of its body in two ways.',
  ],
  HPE_INVALID_TRANSFER_ENCODING: [
    '400 Bad Request',
    'The headers of this request give the length of its body in two ways.',
  ],
  HPE_INVALID_CHUNK_SIZE: ['400 Bad Request', 'The body of this request has a chunk without a valid size.'],
  HPE_INVALID_EOF_STATE: ['400 Bad Request', 'Your program closed the connection within this request.'],
  HPE_INVALID_VERSION: ['505 HTTP Version Not Supported', 'Postern takes HTTP/1.1 and HTTP/1.0 here.'],
}

/** What is said to a client that sent something else than a request of HTTP/1.1, by the code of Node's parser. */
export function unreadable(code: string, head: string): [status: string, message: string] {
  const isHttp2 = head.startsWith('PRI * HTTP/2')
  const known = UNREAD[isHttp2 ? 'HPE_PAUSED_H2_UPGRADE' : code]
  return known ?? ['400 Bad Request', 'This is no request of HTTP/1.1. Use http, not https, in the base URL.']
}
