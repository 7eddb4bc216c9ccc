import type { Exchange, Header } from '../contract/exchange.ts'
import { isBlanked } from '../contract/recorded.ts'
import { fromBase64, utf8 } from './bytes.ts'

/** What is left of a delivery as it arrived. */
export interface Received {
  /** Without those that held a secret. */
  headers: Header[]
  /** Null where Postern redacted a part of it: these bytes are kept nowhere. */
  body: Uint8Array | null
  /** Names of the headers that held a secret. */
  redacted: string[]
}

/** The bytes of a delivery that is in the history. What was redacted cannot be sent as it was received. */
export function asReceived({ request, delivery }: Pick<Exchange, 'request' | 'delivery'>): Received {
  const { headers, body } = request
  const raw = delivery?.raw ?? null
  const isWhole = !isBlanked(body ?? '') && !isBlanked(raw ?? '')
  return {
    headers: headers.filter(([, value]) => !isBlanked(value)),
    body: !isWhole ? null : raw === null ? utf8(body ?? '') : fromBase64(raw),
    redacted: headers.flatMap(([name, value]) => (isBlanked(value) ? [name] : [])),
  }
}

/** The bytes in base64 where the text does not give them back; else null. */
export function rawOf(
  bytes: Uint8Array,
  text: string,
  toBase64: (bytes: Uint8Array) => string,
): string | null {
  const again = utf8(text)
  const isSame = again.length === bytes.length && again.every((byte, at) => byte === bytes[at])
  return isSame ? null : toBase64(bytes)
}
