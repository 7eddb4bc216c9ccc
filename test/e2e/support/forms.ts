/** Every form in which a secret may lie somewhere, as bytes to look for. */
export function formsOf(secret: string): Map<string, Buffer> {
  const bytes = Buffer.from(secret)
  const forms = new Map<string, Buffer>()
  const add = (name: string, form: string | Buffer) => {
    forms.set(name, typeof form === 'string' ? Buffer.from(form) : form)
  }
  add('raw', bytes)
  add('percent-encoded', encodeURIComponent(secret))
  add(
    'percent-encoded, lower case',
    encodeURIComponent(secret).replaceAll(/%../g, (c) => c.toLowerCase()),
  )
  add('percent-encoded throughout', [...bytes].map((byte) => `%${hex(byte)}`).join(''))
  add(
    'percent-encoded throughout, upper case',
    [...bytes].map((byte) => `%${hex(byte).toUpperCase()}`).join(''),
  )
  add('form-encoded', new URLSearchParams({ '': secret }).toString().slice(1))
  add('JSON-escaped', JSON.stringify(secret).slice(1, -1))
  add('JSON-escaped twice', JSON.stringify(JSON.stringify(secret)).slice(3, -3))
  add(
    'JSON-escaped throughout',
    [...secret].map((c) => `\\u${hex(c.charCodeAt(0)).padStart(4, '0')}`).join(''),
  )
  add('JSON-escaped with slashes', JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'))
  add('hex', bytes.toString('hex'))
  const little = Buffer.from(secret, 'utf16le')
  const encodings = { utf8: bytes, 'UTF-16LE': little, 'UTF-16BE': Buffer.from(little).swap16() }
  for (const [name, encoding] of Object.entries(encodings)) {
    if (name !== 'utf8') add(name, encoding)
    for (let offset = 0; offset < 3; offset += 1) {
      const text = Buffer.concat([Buffer.alloc(offset), encoding]).toString('base64')
      // Without the characters at either end that hold bits of the neighbours.
      const own = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + encoding.length) * 8) / 6))
      add(`base64 of ${name}, ${offset} bytes in`, own)
      add(`base64url of ${name}, ${offset} bytes in`, own.replaceAll('+', '-').replaceAll('/', '_'))
    }
  }
  return forms
}

/** So many characters of a secret are a part that must not be left. */
const PIECE = 8

/** What to look for, in lower case: each form whole, each form of the pieces side by side, and each raw piece. */
function needlesOf(secret: string): Map<string, string> {
  const needles = new Map<string, string>()
  const add = (text: string, prefix: string) => {
    for (const [form, bytes] of formsOf(text))
      needles.set(bytes.toString('latin1').toLowerCase(), prefix + form)
  }
  for (let at = 0; at + PIECE <= secret.length; at += PIECE) add(secret.slice(at, at + PIECE), 'a piece, ')
  for (let at = 0; at + PIECE <= secret.length; at += 1)
    needles.set(secret.slice(at, at + PIECE).toLowerCase(), 'a piece, raw')
  add(secret, '')
  return needles
}

/** What was found, whatever its letter case, for a message that does not repeat it. */
export function findForms(
  where: string,
  content: Buffer | string,
  secrets: Record<string, string>,
): string[] {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const haystack = bytes.toString('latin1').toLowerCase()
  return Object.entries(secrets).flatMap(([name, secret]) => [
    ...new Set(
      [...needlesOf(secret)]
        .filter(([needle]) => haystack.includes(needle))
        .map(([, form]) => `${name}, ${form}, in ${where}`),
    ),
  ])
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
