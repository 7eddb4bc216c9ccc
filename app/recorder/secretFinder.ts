import { REDACTED } from '../contract/recorded.ts'
import type { Range } from './ranges.ts'

/** Finds known secrets in a text, in any of their written forms. */
export interface SecretFinder {
  /** Adds a range for each place; the ranges may overlap. */
  find(text: string, ranges: Range[]): void
}

/** Shorter values are no secrets, and would be found everywhere. */
export const SHORTEST_SECRET = 6

/**
 * Six symbols decide whether a place is worth a closer look: each shifts the earlier ones by five of thirty bits,
 * so the seventh pushes the first one out.
 */
const WINDOW = 6
const HASH_MASK = 0x3fff_ffff
const FILTER_MASK = 0xffff

const PERCENT = 37
const BACKSLASH = 92

/**
 * Reads each text once as it stands, and once more with its percent-encoding and JSON escapes undone where it has
 * any. The time grows with the text and not with the number of secrets.
 */
export function createSecretFinder(secrets: Iterable<string>): SecretFinder {
  const filter = new Uint8Array(FILTER_MASK + 1)
  const needles = new Map<number, string[]>()
  for (const needle of new Set([...secrets].filter(isSecret).flatMap(formsOf))) {
    let hash = 0
    for (let at = 0; at < WINDOW; at += 1) hash = add(hash, needle.charCodeAt(at))
    filter[fold(hash)] = 1
    const same = needles.get(hash)
    if (same) same.push(needle)
    else needles.set(hash, [needle])
  }

  return {
    find(text, ranges) {
      if (needles.size === 0) return
      findAsWritten(text, ranges)
      if (text.includes('%') || text.includes('\\')) findDecoded(text, ranges)
    },
  }

  function findAsWritten(text: string, ranges: Range[]): void {
    let hash = 0
    for (let at = 0; at < text.length; at += 1) {
      hash = add(hash, text.charCodeAt(at))
      if (filter[fold(hash)] !== 1) continue
      const start = at - WINDOW + 1
      for (const needle of needles.get(hash) ?? []) {
        if (text.startsWith(needle, start)) ranges.push({ start, end: start + needle.length })
      }
    }
  }

  function findDecoded(text: string, ranges: Range[]): void {
    const starts = new Int32Array(WINDOW)
    let hash = 0
    for (let at = 0, count = 0; at < text.length; count += 1) {
      const symbol = readSymbol(text, at)
      starts[count % WINDOW] = at
      at += symbol & LENGTH_MASK
      hash = add(hash, symbol >>> LENGTH_BITS)
      if (filter[fold(hash)] !== 1) continue
      const start = starts[(count + 1) % WINDOW] ?? 0
      for (const needle of needles.get(hash) ?? []) {
        const end = endOfNeedle(text, start, needle)
        if (end !== null) ranges.push({ start, end })
      }
    }
  }
}

function add(hash: number, symbol: number): number {
  return ((hash << 5) ^ symbol) & HASH_MASK
}

function fold(hash: number): number {
  return (hash ^ (hash >>> 14)) & FILTER_MASK
}

/** The mark itself must never be found, or redacting twice would not be the same as once. */
function isSecret(value: string): boolean {
  return value.length >= SHORTEST_SECRET && !REDACTED.includes(value)
}

/** How a secret may be written, apart from single percent-encoding and JSON escapes, which are undone on reading. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const little = Buffer.from(secret, 'utf16le')
  const big = Buffer.from(little).swap16()
  // What is percent-decoded comes as bytes, and a form writes a space as a plus sign.
  const plain = [secret, bytes.toString('latin1')]
  const forms = [
    ...plain,
    ...plain.map((text) => text.replaceAll(' ', '+')),
    encoded(secret),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    JSON.stringify(secret).slice(1, -1),
    // UTF-16 read as single bytes. The byte at the end that is zero in most of them may be somebody else's.
    little.toString('latin1').replace(/\0$/, ''),
    big.toString('latin1').replace(/^\0/, ''),
  ]
  for (const encoding of [bytes, little, big]) {
    for (let offset = 0; offset < 3; offset += 1) {
      const base64 = inBase64(encoding, offset)
      forms.push(base64, base64.replaceAll('+', '-').replaceAll('/', '_'))
    }
  }
  return forms.filter((form) => form.length >= WINDOW)
}

/** Percent-encoded, for what is encoded a second time; half a surrogate pair has no such form. */
function encoded(secret: string): string {
  try {
    return encodeURIComponent(secret)
  } catch {
    return secret
  }
}

/** The characters that are the same whatever stands before and after, `offset` bytes into a group of three. */
function inBase64(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
}

/** Where the needle ends if it stands, encoded or escaped, at `start`; else null. */
function endOfNeedle(text: string, start: number, needle: string): number | null {
  let at = start
  for (let place = 0; place < needle.length; place += 1) {
    if (at >= text.length) return null
    const symbol = readSymbol(text, at)
    if (symbol >>> LENGTH_BITS !== needle.charCodeAt(place)) return null
    at += symbol & LENGTH_MASK
  }
  return at
}

/** A symbol and the number of characters it takes up share one number, since this runs for every character. */
const LENGTH_BITS = 3
const LENGTH_MASK = 0b111

/** A percent-encoded byte or a JSON escape undone; what only looks like one stays as it is. */
function readSymbol(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code === PERCENT) {
    const byte = hex(text, at + 1, 2)
    if (byte >= 0) return (byte << LENGTH_BITS) | 3
  } else if (code === BACKSLASH) {
    const escaped = text.charCodeAt(at + 1)
    const unit = escaped === LETTER_U ? hex(text, at + 2, 4) : -1
    if (unit >= 0) return (unit << LENGTH_BITS) | 6
    const plain = ESCAPES[escaped]
    if (plain !== undefined) return (plain << LENGTH_BITS) | 2
  }
  return (code << LENGTH_BITS) | 1
}

const LETTER_U = 117

/** RFC 8259, section 7. */
const ESCAPES: (number | undefined)[] = Array.from({ length: 128 })
for (const [letter, character] of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t']) {
  if (letter && character) ESCAPES[letter.charCodeAt(0)] = character.charCodeAt(0)
}

/** A number from `length` hex digits of any case; -1 when there are none. */
function hex(text: string, start: number, length: number): number {
  let value = 0
  for (let at = start; at < start + length; at += 1) {
    const code = text.charCodeAt(at)
    const digit = code <= 57 ? code - 48 : (code | 32) - 87
    if (!(digit >= 0 && digit < 16) || (code > 57 && digit < 10)) return -1
    value = value * 16 + digit
  }
  return value
}
