import type { Exchange } from '../contract/exchange.ts'
import type { Certainty, Scheme } from '../contract/webhooks.ts'
import type { SignedBytes } from '../contract/webhooksRoom.ts'
import { asReceived } from './asReceived.ts'
import { textOf } from './bytes.ts'
import { sentIdOf } from './delivery.ts'
import { signedBytes } from './scheme.ts'
import { signaturesOf } from './verify.ts'

/** So many bytes are shown. */
const MOST_SHOWN = 64 * 1024

/** The bytes that a delivery is signed over by a scheme, for people to compare with those of their own program. */
export function signedText(
  exchange: Pick<Exchange, 'request' | 'delivery'>,
  scheme: Scheme,
  certainty: Certainty,
): SignedBytes {
  const { headers, body } = asReceived(exchange)
  const timestamp = signaturesOf({ headers })[0]?.timestamp ?? null
  const bytes = body && signedBytes(scheme.signed, { id: sentIdOf({ headers }), timestamp, body })
  const text = bytes && shown(bytes.subarray(0, MOST_SHOWN))
  return { scheme, certainty, text, size: bytes?.length ?? 0 }
}

/** UTF-8 as it is, and all else with its bytes in hex, so that nothing is hidden. */
function shown(bytes: Uint8Array): string {
  const text = textOf(bytes)
  const visible =
    text ?? Array.from(bytes, (byte) => (byte > 126 ? hexOf(byte) : String.fromCharCode(byte))).join('')
  return visible
    .replace(/^\ufeff/, '\\xef\\xbb\\xbf')
    .replaceAll('\r', '\\r')
    .replace(/(?![\t\n\u0080-\u009f])\p{Cc}/gu, (unit) => hexOf(unit.charCodeAt(0)))
}

function hexOf(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}
