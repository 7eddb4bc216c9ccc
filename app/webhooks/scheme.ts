import type {
  Hash,
  HeaderForm,
  KeyForm,
  Scheme,
  SignatureEncoding,
  SignedForm,
} from '../contract/webhooks.ts'
import { fromBase64, fromBase64Url, fromHex, joined, toBase64, toHex, utf8 } from './bytes.ts'

/** The platform's HMAC. */
export interface Hashing {
  hmac(hash: Hash, key: Uint8Array, bytes: Uint8Array): Uint8Array
  /** In a time that does not depend on where they differ: every compare of signatures goes through this. */
  isEqual(one: Uint8Array, other: Uint8Array): boolean
}

/** Schemes of others. Which of them Guardhouse uses, if any, is not published. */
export const NAMED_SCHEMES = {
  stripe: { key: 'whole', hash: 'sha256', signed: 'timestamp.body', encoding: 'hex', header: 't=,v1=' },
  'standard-webhooks': {
    key: 'base64',
    hash: 'sha256',
    signed: 'id.timestamp.body',
    encoding: 'base64',
    header: 'v1,',
  },
  github: { key: 'whole', hash: 'sha256', signed: 'body', encoding: 'hex', header: 'sha256=' },
  x: { key: 'whole', hash: 'sha256', signed: 'body', encoding: 'base64', header: 'sha256=' },
} as const satisfies Record<string, Scheme>

export type SchemeName = keyof typeof NAMED_SCHEMES

/** Assumed until a delivery shows another one: like that of Stripe, it needs one header alone, and a secret `whsec_…`. */
export const ASSUMED_SCHEME: Scheme = NAMED_SCHEMES.stripe

export function isSameScheme(one: Scheme, other: Scheme): boolean {
  return (
    one.key === other.key &&
    one.hash === other.hash &&
    one.signed === other.signed &&
    one.encoding === other.encoding &&
    one.header === other.header
  )
}

/** `HMAC-SHA-256 over timestamp.body, in hex`. */
export function schemeText({ hash, signed, encoding, header, key }: Scheme): string {
  const form = header === 'bare' ? '' : `, as ${header}`
  return `HMAC-${hash.toUpperCase().replace('SHA', 'SHA-')} over ${signed} in ${encoding}${form}, key: ${KEY_TEXTS[key]}`
}

const KEY_TEXTS: Readonly<Record<KeyForm, string>> = {
  whole: 'the whole secret',
  'without-prefix': 'the secret without whsec_',
  base64: 'the secret without whsec_, decoded from base64',
  hex: 'the secret without whsec_, decoded from hex',
}

const PREFIX = 'whsec_'

/** The key of a form; null where the secret has no such form. */
export const KEYS: Readonly<Record<KeyForm, (secret: string) => Uint8Array | null>> = {
  whole: utf8,
  'without-prefix': (secret) => (secret.startsWith(PREFIX) ? utf8(withoutPrefix(secret)) : null),
  base64: (secret) => fromBase64(withoutPrefix(secret)) ?? fromBase64Url(withoutPrefix(secret)),
  hex: (secret) => fromHex(withoutPrefix(secret)),
}

function withoutPrefix(secret: string): string {
  return secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret
}

/** Bytes of a signature. */
export const HASH_SIZES: Readonly<Record<Hash, number>> = { sha1: 20, sha256: 32, sha512: 64 }

interface Coding {
  read(text: string): Uint8Array | null
  write(bytes: Uint8Array): string
}

export const ENCODINGS: Readonly<Record<SignatureEncoding, Coding>> = {
  hex: { read: fromHex, write: toHex },
  base64: { read: fromBase64, write: toBase64 },
  base64url: {
    read: fromBase64Url,
    write: (bytes) => toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  },
}

/** The signatures in the value of a header, still encoded, and the timestamp where the header has one. */
export interface HeaderTexts {
  signatures: string[]
  timestamp: string | null
}

interface Form {
  read(value: string): HeaderTexts
  write(signature: string, timestamp: string): string
}

export const FORMS: Readonly<Record<HeaderForm, Form>> = {
  bare: {
    read: (value) => ({ signatures: [value.trim()], timestamp: null }),
    write: (signature) => signature,
  },
  'sha256=': behind('sha256='),
  'sha1=': behind('sha1='),
  'sha512=': behind('sha512='),
  'v0=': behind('v0='),
  'v1,': {
    // A secret that is being replaced signs beside the new one.
    read: (value) => ({
      signatures: value.split(/\s+/).flatMap((each) => (each.startsWith('v1,') ? [each.slice(3)] : [])),
      timestamp: null,
    }),
    write: (signature) => `v1,${signature}`,
  },
  't=,v1=': {
    read(value) {
      const pairs = value.split(',').map((each) => each.trim())
      const named = (name: string) =>
        pairs.flatMap((pair) => (pair.startsWith(name) ? [pair.slice(name.length)] : []))
      return { signatures: named('v1='), timestamp: named('t=')[0] ?? null }
    },
    write: (signature, timestamp) => `t=${timestamp},v1=${signature}`,
  },
}

function behind(start: string): Form {
  return {
    read: (value) => ({
      signatures: value.trim().toLowerCase().startsWith(start) ? [value.trim().slice(start.length)] : [],
      timestamp: null,
    }),
    write: (signature) => start + signature,
  }
}

export interface SignedParts {
  id: string | null
  timestamp: string | null
  body: Uint8Array
}

/** The bytes that are signed; null where the delivery lacks a part of them. */
export function signedBytes(form: SignedForm, { id, timestamp, body }: SignedParts): Uint8Array | null {
  const pieces: Uint8Array[] = []
  for (const piece of form.match(/timestamp|body|id|[^]/g) ?? []) {
    const given = piece === 'body' ? body : piece === 'id' ? id : piece === 'timestamp' ? timestamp : piece
    if (given === null) return null
    pieces.push(typeof given === 'string' ? utf8(given) : given)
  }
  return pieces.length === 1 ? body : joined(pieces)
}
