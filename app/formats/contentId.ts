import { createHash } from 'node:crypto'
import type { ApiRequest, ApiResponse } from '../contract/exchange.ts'

/** Of Crockford's alphabet, which ULIDs are written in. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const TIME_DIGITS = 10
const REST_DIGITS = 16

/**
 * The id of what was recorded elsewhere, from what it says: the same capture read twice makes no second exchange.
 * @param earlier how many equal ones came before it in the same file
 */
export function contentId(
  startedAt: number,
  request: ApiRequest,
  response: ApiResponse | null,
  earlier = 0,
): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([request.method, request.url, request.headers, request.body]))
    .update(JSON.stringify(response && [response.status, response.headers]))
    .update(response?.body ?? '')
    .update(earlier === 0 ? '' : `#${earlier}`)
    .digest()
  let time = ''
  for (let left = startedAt, place = 0; place < TIME_DIGITS; place += 1) {
    time = DIGITS.charAt(left % 32) + time
    left = Math.floor(left / 32)
  }
  return time + Array.from(hash.subarray(0, REST_DIGITS), (byte) => DIGITS.charAt(byte % 32)).join('')
}
