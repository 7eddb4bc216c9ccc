import type { ApiResponse, Header } from '../contract/exchange.ts'
import { headerOf } from '../contract/headers.ts'
import { FIRST_PART, wordsOf } from './pageWords.ts'

/** The id under which a gateway's owner finds what the gateway did, by the name that the gateway gives it. */
export interface GatewayReference {
  name: string
  id: string
}

const ID = String.raw`([\w.=:+/|-]{6,80})`

/** As pages and JSON write them; a page's own id comes before a header that every response has. */
const IN_BODY: ReadonlyArray<[name: string, says: RegExp]> = [
  ['Ray ID', /\bray[ -]?id\b\W{0,4}([\da-f]{16})\b/i],
  ['incident ID', /\bincident[ -]?(?:id|number)\b\W{0,4}(\d[\d-]{5,60})/i],
  ['block ID', /\bblock[ -]?id\b\W{0,4}([A-Z\d]{4,40})/i],
  ['attack ID', /\battack[ -]?id\b\W{0,4}(\d{4,40})/i],
  ['support ID', /\bsupport[ -]?id\b(?: is)?\W{0,4}(\d{6,40})/i],
  ['reference', /\breference(?: (?:id|number|code|error))?\s{0,3}[#:]\s{0,3}(\d[\w.-]{5,80})/i],
  ['activity ID', new RegExp(String.raw`\bactivity[ _-]?id\b\W{0,4}${ID}`, 'i')],
  ['request ID', new RegExp(String.raw`\brequest[ _-]?id\b\W{0,4}${ID}`, 'i')],
  ['tracking ID', new RegExp(String.raw`\btracking[ _-]?id\b\W{0,4}${ID}`, 'i')],
]

const IN_HEADERS: ReadonlyArray<[name: string, header: string]> = [
  ['Ray ID', 'cf-ray'],
  ['reference', 'x-azure-ref'],
  ['reference', 'x-akamai-request-id'],
  ['request ID', 'x-amzn-requestid'],
  ['request ID', 'apigw-requestid'],
  ['request ID', 'x-amz-cf-id'],
  ['request ID', 'x-kong-request-id'],
  ['request ID', 'x-vercel-id'],
  ['request ID', 'x-ms-request-id'],
  ['request ID', 'x-request-id'],
]

/** Null where the response has none. */
export function gatewayReference({
  headers,
  body,
}: Pick<ApiResponse, 'headers' | 'body'>): GatewayReference | null {
  const text = wordsOf(body.slice(0, FIRST_PART))
  for (const [name, says] of IN_BODY) {
    const id = says.exec(text)?.[1]?.replace(/[.:-]+$/, '')
    if (id) return { name, id }
  }
  for (const [name, header] of IN_HEADERS) {
    const id = idOf(headers, header)
    if (id !== null) return { name, id }
  }
  return null
}

const LONGEST_ID = 120

function idOf(headers: readonly Header[], name: string): string | null {
  const id = headerOf(headers, name)?.trim() ?? ''
  return id.length > 0 && id.length <= LONGEST_ID && /^[\x21-\x7e]+$/.test(id) ? id : null
}
