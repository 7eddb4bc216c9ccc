import { REDACTED } from '../contract/recorded.ts'

/** Shorter values are no secrets, and would be found everywhere. */
export const SHORTEST_SECRET = 4

/** Shorter than this a secret counts only where it stands as a word of its own. */
const SHORTEST_WITHIN_WORDS = 6

/** One written form of a secret, in the folded units that a text is compared by. */
export interface SecretForm {
  units: Uint16Array
  /** Where letters or digits touch it, it is a part of something else. */
  isWord: boolean
  /** So many units at the end of a text that was cut tell too much of the secret. */
  telling: number
}

/** Units up to 255 without regard to letter case; those beyond stand for themselves. */
export const FOLDED = Uint8Array.from({ length: 256 }, (_, unit) => {
  const isCapital = (unit >= 65 && unit <= 90) || (unit >= 0xc0 && unit <= 0xde && unit !== 0xd7)
  return isCapital ? unit | 32 : unit
})

export function foldUnit(unit: number): number {
  return FOLDED[unit] ?? unit
}

/** How a secret may be written, apart from the escapes that are undone on reading; none for what is no secret. */
export function formsOf(secret: string): SecretForm[] {
  if (secret.length < SHORTEST_SECRET || isInMark(secret)) return []
  const isWord = secret.length < SHORTEST_WITHIN_WORDS
  return [...new Set(textsOf(secret))]
    .filter((text) => text.length >= SHORTEST_SECRET && !isInMark(text))
    .map((text) => {
      const units = Uint16Array.from(text, (character) => foldUnit(character.charCodeAt(0)))
      const telling = Math.max(SHORTEST_SECRET, Math.ceil((SHORTEST_SECRET * text.length) / secret.length))
      return { units, isWord, telling }
    })
}

/** The mark itself must never be found, or redacting twice would not be the same as once. */
function isInMark(text: string): boolean {
  return REDACTED.includes(text.toLowerCase())
}

function textsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const little = Buffer.from(secret, 'utf16le')
  const big = Buffer.from(little).swap16()
  // What is percent-decoded comes as bytes, and a form writes a space as a plus sign.
  const plain = [secret, bytes.toString('latin1')]
  const inJson = JSON.stringify(secret).slice(1, -1)
  const texts = [
    ...plain,
    ...plain.map((text) => text.replaceAll(' ', '+')),
    // A secret that looks like an escape itself must be found where another layer would undo it.
    percentEncoded(secret),
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    bytes.toString('hex'),
    // UTF-16 read as single bytes. The byte at the end that is zero in most of them may belong to the next character.
    little.toString('latin1').replace(/\0$/, ''),
    big.toString('latin1').replace(/^\0/, ''),
  ]
  for (const encoding of [bytes, little, big]) {
    for (let offset = 0; offset < 3; offset += 1) {
      const base64 = inBase64(encoding, offset)
      texts.push(base64, base64.replaceAll('+', '-').replaceAll('/', '_'))
    }
  }
  return texts
}

/** Half a surrogate pair has no percent-encoded form. */
function percentEncoded(secret: string): string {
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
