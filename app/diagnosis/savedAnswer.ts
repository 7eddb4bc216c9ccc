import type { Catalog } from '../catalog/catalog.ts'
import type { ApiRequest, ApiResponse, Header } from '../contract/exchange.ts'
import { decode, decodeText, type Decoded } from './decode.ts'
import { envelopeAround, unescaped } from './fragment.ts'
import { headerOf } from '../contract/headers.ts'
import { importedRequest } from './importedExchange.ts'
import type { RawAnswer } from './rawAnswer.ts'
import { statusFrom } from './statusFrom.ts'

export interface SavedAnswer {
  response: ApiResponse
  decoded: Decoded
  /** True when nobody told the HTTP status, so that it was taken from the body. */
  isGuessed: boolean
}

/**
 * An answer that somebody kept, decoded. `status` and `headers` are told beside it; the status wins over the head's.
 * `redact` takes the secrets out before anything is read.
 */
export function readSaved(
  raw: RawAnswer,
  status: number | null,
  headers: readonly Header[],
  redact: (response: ApiResponse) => ApiResponse = (response) => response,
): SavedAnswer {
  const all = [...raw.headers, ...headers]
  const { text } = decodeText(raw.body, headerOf(all, 'content-type'))
  const response = redact({
    status: status ?? raw.status ?? 200,
    headers: all,
    body: text,
    bodyBytes: raw.body.length,
    truncated: false,
  })
  if (status !== null || raw.status !== null) return { response, decoded: decode(response), isGuessed: false }
  const bare = { ...response, body: unescaped(response.body) }
  const whole = decode(bare)
  const decoded = envelopeAround(whole) ?? whole
  return { response: { ...bare, status: statusFrom(decoded) }, decoded, isGuessed: true }
}

/**
 * Reads a request line such as `GET /api/external/sites?customerId=7`; null when it is none. An empty one stands for
 * a GET of nobody knows what.
 */
export function readRequestLine(text: string, catalog: Catalog): ApiRequest | null {
  const line = text.trim().replace(/\s+HTTP\/[\d.]+$/i, '')
  const [method = '', url = '', ...rest] = line === '' ? ['GET'] : line.split(/\s+/)
  if (line !== '' && (rest.length > 0 || !/^[A-Za-z]+$/.test(method) || !/^(\/|https?:\/\/)/.test(url))) {
    return null
  }
  return importedRequest(method.toUpperCase(), url, catalog)
}
