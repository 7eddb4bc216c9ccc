import { headerOf } from '../contract/headers.ts'
import type { ApiRequest, ApiResponse, Header } from '../contract/exchange.ts'
import { belongsToConnection } from '../contract/http.ts'
import { fromBase64, isBase64, requestBodyOf } from './harBodies.ts'
import type { ParsedHarEntry } from './harSchema.ts'

type Sent = Pick<ApiRequest, 'method' | 'url' | 'headers' | 'body'>
type Pairs = ParsedHarEntry['request']['headers']

/** The request that an entry tells of, secrets and all. */
export function sentIn({ request: { method, url, headers: pairs, postData } }: ParsedHarEntry): Sent {
  const headers = headersOf(pairs)
  const body = requestBodyOf(postData, headerOf(headers, 'content-type'))
  return { method: method.toUpperCase(), url, headers, body }
}

function headersOf(pairs: Pairs): Header[] {
  return all(pairs).filter(([name]) => !belongsToConnection(name))
}

const all = (pairs: Pairs) => pairs.map(({ name, value }): Header => [name, value])

/** The answer that an entry tells of, secrets and all; null where none came. */
export function answerOf({ request, response }: ParsedHarEntry): ApiResponse | null {
  // Browsers write 0 where no answer came.
  if (!response || response.status < 100) return null
  const { status, content } = response
  const headers = headersOf(response.headers)
  const raw = content?.text ?? ''
  const { text, bytes } = isBase64(content?.encoding)
    ? fromBase64(raw, headerOf(headers, 'content-type'), headerOf(headers, 'content-encoding'))
    : { text: raw, bytes: Buffer.byteLength(raw) }
  const hasBody = !/^head$/i.test(request.method) && status >= 200 && status !== 204 && status !== 304
  const told = content?.size ?? Number(headerOf(all(response.headers), 'content-length') ?? 0)
  const size = Number.isSafeInteger(told) && told > 0 && (hasBody || text !== '') ? told : 0
  return {
    status,
    headers,
    body: text,
    bodyBytes: Math.max(size, bytes),
    // HAR files leave out bodies that were too long, or gone when they were saved.
    truncated: text === '' && size > 0,
  }
}
