import { headerOf } from '../contract/headers.ts'
import type { ApiRequest, ApiResponse, Header } from '../contract/exchange.ts'
import { decodeText } from '../diagnosis/decode.ts'
import { belongsToConnection } from '../contract/http.ts'
import type { ParsedHarEntry } from './harSchema.ts'

type Sent = Pick<ApiRequest, 'method' | 'url' | 'headers' | 'body'>

/** The request that an entry tells of, secrets and all. */
export function sentIn({ request: { method, url, headers, postData } }: ParsedHarEntry): Sent {
  return { method: method.toUpperCase(), url, headers: headersOf(headers), body: bodyOf(postData) }
}

function headersOf(pairs: readonly { name: string; value: string }[]): Header[] {
  return pairs.filter(({ name }) => !belongsToConnection(name)).map(({ name, value }) => [name, value])
}

function bodyOf(data: ParsedHarEntry['request']['postData']): string | null {
  if (!data) return null
  if (typeof data.text === 'string' && (data.text !== '' || !data.params?.length))
    return data.encoding === 'base64' ? fromBase64(data.text, null).text : data.text
  const params = data.params ?? []
  return params.length === 0
    ? null
    : new URLSearchParams(params.map(({ name, value }): [string, string] => [name, value])).toString()
}

/** The answer that an entry tells of, secrets and all; null where none came. */
export function answerOf({ response }: ParsedHarEntry): ApiResponse | null {
  // Browsers write 0 where no answer came.
  if (!response || response.status < 100) return null
  const headers = headersOf(response.headers)
  const type = headerOf(headers, 'content-type')
  const raw = response.content?.text ?? ''
  const { text, bytes } =
    response.content?.encoding === 'base64'
      ? fromBase64(raw, type)
      : { text: raw, bytes: Buffer.byteLength(raw) }
  const size = response.content?.size ?? bytes
  return {
    status: response.status,
    headers,
    body: text,
    bodyBytes: Number.isSafeInteger(size) && size >= 0 ? Math.max(size, bytes) : bytes,
    // Captures leave out bodies that were too long, or gone when they were saved.
    truncated: text === '' && size > 0,
  }
}

function fromBase64(text: string, contentType: string | null): { text: string; bytes: number } {
  const bytes = Buffer.from(text, 'base64')
  return { text: decodeText(bytes, contentType).text, bytes: bytes.length }
}
