import type { ApiResponse } from '../contract/exchange.ts'
import type { ReceivedAnswer } from '../contract/recording.ts'
import { decodeText } from '../diagnosis/decode.ts'
import { headerOf } from '../contract/headers.ts'
import type { Redactor } from './redact.ts'

/** An answer as it is recorded: as text, and without secrets. */
export function redactedAnswer(
  { status, headers, bytes, bodyBytes, truncated, flaws }: ReceivedAnswer,
  redactor: Pick<Redactor, 'response'>,
): ApiResponse {
  return redactor.response({
    // Node lets any number of up to three digits through.
    status: Math.min(999, Math.max(100, status)),
    headers: [...headers],
    body: decodeText(bytes, headerOf(headers, 'content-type')).text,
    bodyBytes,
    truncated,
    ...(flaws.length > 0 ? { flaws: [...flaws] } : {}),
  })
}
