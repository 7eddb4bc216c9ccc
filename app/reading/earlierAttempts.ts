import type { EarlierAttempt } from '../contract/earlierAttempt.ts'
import type { ApiResponse, Attempt } from '../contract/exchange.ts'
import { UNTIMED } from '../diagnosis/importedExchange.ts'

/** The part of the Encoding API that Node, Electron and a page all have. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array }

/** Attempts that somebody else made and tells of, as an exchange has them. */
export function earlierAttempts(given: readonly EarlierAttempt[]): Attempt[] {
  return given.map(({ purpose, startedAt, failure, ...told }, at) => ({
    number: at + 1,
    purpose,
    startedAt: new Date(startedAt).toISOString(),
    timing: UNTIMED,
    response: responseOf(told),
    failure: failure
      ? { kind: failure, code: null, message: 'No usable response came.', mayHaveBeenSent: true }
      : null,
    decision: null,
  }))
}

function responseOf({
  status,
  headers = [],
  body = '',
}: Pick<EarlierAttempt, 'status' | 'headers' | 'body'>): ApiResponse | null {
  if (!status) return null
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return {
    status,
    headers: Array.isArray(headers) ? headers : Object.entries(headers),
    body: text,
    bodyBytes: new TextEncoder().encode(text).length,
    truncated: false,
  }
}
