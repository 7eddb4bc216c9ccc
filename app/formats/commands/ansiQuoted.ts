import { unclosed, unreadable } from './script.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}
const ESCAPE = /(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8})|([0-7]{1,3})|c(.)|(.))/sy
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * What stands in `$'…'`, from behind its quote. Codes are bytes: two of them may be one letter.
 * @throws PosternError bad-input when it is not closed, or its bytes are no text
 */
export function ansiQuoted(text: string, from: number): { text: string; end: number } {
  const parts: Uint8Array[] = []
  let plain = ''
  const endPlain = () => {
    if (plain !== '') parts.push(Buffer.from(plain))
    plain = ''
  }
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === "'") {
      endPlain()
      return { text: decoded(parts), end: at + 1 }
    }
    if (char !== '\\') {
      plain += char
      continue
    }
    ESCAPE.lastIndex = at + 1
    const [whole = '', hex, short, long, octal, control, other = ''] = ESCAPE.exec(text) ?? []
    const point = short ?? long
    if (hex !== undefined || octal !== undefined) {
      endPlain()
      parts.push(Uint8Array.of(Number.parseInt(hex ?? octal ?? '', hex === undefined ? 8 : 16) & 0xff))
    } else if (point !== undefined) plain += fromCode(Number.parseInt(point, 16))
    else if (control !== undefined) plain += String.fromCharCode(control.charCodeAt(0) & 0x1f)
    else plain += ESCAPES[other] ?? (/['"\\?]/.test(other) ? other : `\\${other}`)
    at += whole.length
  }
  throw unclosed(text, "$'", from - 2)
}

function decoded(parts: readonly Uint8Array[]): string {
  try {
    return decoder.decode(Buffer.concat(parts))
  } catch {
    throw unreadable("the codes in $'…' are bytes that are no UTF-8 text")
  }
}

function fromCode(code: number): string {
  return code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code)
}
