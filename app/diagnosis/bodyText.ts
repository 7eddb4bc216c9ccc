interface Decoder {
  decode(bytes: Uint8Array): string
}

/** The part of the Encoding Standard that every platform we run on has. */
declare const TextDecoder: new (label: string, options: { fatal: boolean; ignoreBOM: boolean }) => Decoder

export interface BodyText {
  text: string
  /** Name of the encoding that was used, as the Encoding Standard spells it. */
  charset: string
  /** True when some bytes meant nothing in that encoding; U+FFFD stands in their place. */
  damaged: boolean
}

/**
 * Turns the bytes of a body into text. A byte order mark wins over the charset of the content type, which wins
 * over UTF-8, the encoding of JSON (RFC 8259, section 8.1). It never throws.
 */
export function decodeText(bytes: Uint8Array, contentType: string | null): BodyText {
  const charset = byteOrderMark(bytes) ?? namedCharset(contentType) ?? zeroPattern(bytes) ?? 'utf-8'
  return decodeAs(bytes, charset) ?? decodeAs(bytes, 'utf-8') ?? { text: '', charset: 'utf-8', damaged: true }
}

function decodeAs(bytes: Uint8Array, charset: string): BodyText | null {
  for (const fatal of [true, false]) {
    try {
      return {
        text: new TextDecoder(charset, { fatal, ignoreBOM: false }).decode(bytes),
        charset,
        damaged: !fatal,
      }
    } catch {
      // The bytes do not fit, or the platform does not know the charset: the second round tells which.
    }
  }
  return null
}

function byteOrderMark(bytes: Uint8Array): string | null {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return null
}

const LONGEST_CHARSET = 40
const ALIASES: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  latin1: 'windows-1252',
  'latin-1': 'windows-1252',
  'iso-8859-1': 'windows-1252',
  'us-ascii': 'windows-1252',
  ascii: 'windows-1252',
  'utf-16': 'utf-16le',
}

function namedCharset(contentType: string | null): string | null {
  const match = /;\s{0,20}charset\s{0,20}=\s{0,20}"?([^\s";,]+)/i.exec((contentType ?? '').slice(0, 500))
  const name = match?.[1]?.slice(0, LONGEST_CHARSET).toLowerCase()
  if (name === undefined) return null
  return Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? null) : name
}

/** UTF-16 without a mark: every text that starts with an ASCII character has a zero beside it. */
function zeroPattern(bytes: Uint8Array): string | null {
  const [first, second, third, fourth] = bytes
  if (first && second === 0 && third && fourth === 0) return 'utf-16le'
  if (first === 0 && second && third === 0 && fourth) return 'utf-16be'
  return null
}
