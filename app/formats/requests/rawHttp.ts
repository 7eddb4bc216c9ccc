import { PosternError } from '../../contract/errors.ts'
import type { Exchange } from '../../contract/exchange.ts'
import { UNPRINTABLE } from '../../contract/printable.ts'
import type { Redacted } from '../../contract/redacted.ts'
import { requestPath, splitUrl } from '../../contract/url.ts'
import { partsOf } from './parts.ts'

/**
 * The request as HTTP/1.1 writes it (RFC 9112).
 * @throws PosternError bad-input for a body that no terminal and no editor shows as it is
 */
export function toRawHttp(exchange: Redacted<Exchange>): string {
  const { method, url, headers, body } = partsOf(exchange)
  if (body !== null && body.search(UNPRINTABLE) >= 0) {
    throw new PosternError(
      'bad-input',
      'The body holds control characters, which raw HTTP cannot show.',
      'Copy the request as curl or Python.',
    )
  }
  const { authority } = splitUrl(url)
  const lines = [
    `${method} ${requestPath(url)} HTTP/1.1`,
    `Host: ${authority}`,
    ...headers.flatMap(({ name, values }) => values.map((value) => `${name}: ${value}`)),
    ...(body === null ? [] : [`Content-Length: ${new TextEncoder().encode(body).length}`]),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`
}
