/** The parts of the Encoding Standard that every platform we run on has. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array }
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string }

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** The text of valid UTF-8, a byte order mark included; null of anything else. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Null of what is no hex. */
export function fromHex(text: string): Uint8Array | null {
  if (text.length % 2 !== 0 || !/^[\da-f]+$/i.test(text)) return null
  return Uint8Array.from({ length: text.length / 2 }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  )
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 with its padding (RFC 4648 section 4); null of anything else. */
export function fromBase64(text: string): Uint8Array | null {
  return text.length % 4 === 0 && /^[A-Za-z\d+/]+={0,2}$/.test(text) ? sextets(text) : null
}

/** Base64 for URLs, with or without padding (RFC 4648 section 5); null of anything else. */
export function fromBase64Url(text: string): Uint8Array | null {
  return /^[\w-]+={0,2}$/.test(text) ? sextets(text.replaceAll('-', '+').replaceAll('_', '/')) : null
}

function sextets(padded: string): Uint8Array | null {
  const text = padded.replace(/=+$/, '')
  if (text.length % 4 === 1) return null
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let bits = 0
  let count = 0
  let at = 0
  for (const sign of text) {
    bits = ((bits << 6) | SIGNS.indexOf(sign)) & 0xff_ffff
    count += 6
    if (count < 8) continue
    count -= 8
    bytes[at] = bits >>> count
    at += 1
  }
  return bytes
}

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3)
    const group = (first << 16) | (second << 8) | third
    for (const shift of [18, 12, 6, 0]) text += SIGNS.charAt((group >>> shift) & 63)
  }
  const short = (3 - (bytes.length % 3)) % 3
  return text.slice(0, text.length - short) + '='.repeat(short)
}
