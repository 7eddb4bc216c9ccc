import {
  HASHES,
  HEADER_FORMS,
  KEY_FORMS,
  SIGNATURE_ENCODINGS,
  SIGNED_FORMS,
  type Scheme,
} from '../contract/webhooks.ts'
import { sentIdOf, signatureHeaders, timestampOf, type Delivery } from './delivery.ts'
import { ENCODINGS, FORMS, HASH_SIZES, KEYS, signedBytes, type Hashing } from './scheme.ts'

/** A signature that a header holds, in one way of reading it. */
interface ReadSignature extends Pick<Scheme, 'hash' | 'encoding' | 'header'> {
  bytes: Uint8Array
  timestamp: string | null
}

/** Every signature of a delivery, as far as its length is that of a hash. */
export function signaturesOf(delivery: Pick<Delivery, 'headers'>): ReadSignature[] {
  const own = timestampOf(delivery)
  return signatureHeaders(delivery).flatMap(([, value]) =>
    HEADER_FORMS.flatMap((header) => {
      const { signatures, timestamp } = FORMS[header].read(value)
      return signatures.slice(0, MOST_SIGNATURES).flatMap((text) =>
        SIGNATURE_ENCODINGS.flatMap((encoding) => {
          const bytes = text.length > LONGEST_SIGNATURE ? null : ENCODINGS[encoding].read(text)
          const hash = HASHES.find((each) => HASH_SIZES[each] === bytes?.length)
          return bytes && hash ? [{ header, encoding, hash, bytes, timestamp: timestamp ?? own }] : []
        }),
      )
    }),
  )
}

const MOST_SIGNATURES = 10
const LONGEST_SIGNATURE = 200

/** Whether the secret has signed the delivery in this way. */
export function isSigned(delivery: Delivery, secret: string, scheme: Scheme, hashing: Hashing): boolean {
  const { encoding, header, hash, key, signed } = scheme
  return signaturesOf(delivery)
    .filter((read) => read.encoding === encoding && read.header === header && read.hash === hash)
    .some((read) => fits(read, delivery, secret, { key, signed }, hashing))
}

/** The way in which the secret has signed the delivery; null where it has in none that is known here. */
export function findScheme(delivery: Delivery, secret: string, hashing: Hashing): Scheme | null {
  for (const read of signaturesOf(delivery))
    for (const key of KEY_FORMS)
      for (const signed of SIGNED_FORMS)
        if (fits(read, delivery, secret, { key, signed }, hashing)) {
          const { hash, encoding, header } = read
          return { key, hash, signed, encoding, header }
        }
  return null
}

function fits(
  { hash, bytes, timestamp }: ReadSignature,
  delivery: Delivery,
  secret: string,
  { key, signed }: Pick<Scheme, 'key' | 'signed'>,
  hashing: Hashing,
): boolean {
  const keyBytes = KEYS[key](secret)
  const text = signedBytes(signed, { id: sentIdOf(delivery), timestamp, body: delivery.body })
  if (keyBytes === null || text === null) return false
  return hashing.isEqual(hashing.hmac(hash, keyBytes, text), bytes)
}
