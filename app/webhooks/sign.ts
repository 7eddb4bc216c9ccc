import type { Header } from '../contract/exchange.ts'
import { isSignatureHeader, SIGNATURE_HEADER, type Scheme } from '../contract/webhooks.ts'
import { isTimeHeader, sentIdOf, type Delivery } from './delivery.ts'
import { ENCODINGS, FORMS, KEYS, signedBytes, type Hashing, type SignedParts } from './scheme.ts'

export interface Signing {
  secret: string
  scheme: Scheme
  hashing: Hashing
}

type Parts = SignedParts & { id: string; timestamp: string }

/** The headers of a delivery that carry its id, its time and its signature; null where the secret is no key of the scheme. */
export function signedHeaders(parts: Parts, signing: Signing): Header[] | null {
  const signature = signatureOf(parts, signing)
  if (signature === null) return null
  return [
    ['Webhook-Id', parts.id],
    ['Webhook-Timestamp', parts.timestamp],
    [SIGNATURE_HEADER, signature],
  ]
}

/** The value of the signature's header; null where the secret is no key of the scheme. */
function signatureOf(parts: Parts, { secret, scheme, hashing }: Signing): string | null {
  const { key, hash, signed, encoding, header } = scheme
  const keyBytes = KEYS[key](secret)
  const bytes = signedBytes(signed, parts)
  if (keyBytes === null || bytes === null) return null
  return FORMS[header].write(ENCODINGS[encoding].write(hashing.hmac(hash, keyBytes, bytes)), parts.timestamp)
}

/** The headers of a delivery with another time and the signature for it; its id stays, so that its receiver knows it again. */
export function resigned(delivery: Delivery, timestamp: string, signing: Signing): Header[] | null {
  const { headers, body } = delivery
  const id = sentIdOf(delivery) ?? ''
  const signature = signatureOf({ id, timestamp, body }, signing)
  if (signature === null) return null
  const first = headers.findIndex(([name]) => isSignatureHeader(name))
  const changed = headers.flatMap(([name, value], at): Header[] => {
    if (isSignatureHeader(name)) return at === first ? [[name, signature]] : []
    return [[name, isTimeHeader(name) ? timestamp : value]]
  })
  return first < 0 ? [...changed, [SIGNATURE_HEADER, signature]] : changed
}
