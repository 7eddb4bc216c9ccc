import { isSecretText, NAME_ENDS, secrecyOf, type NamePlace } from '../contract/secretNames.ts'
import type { Range } from './ranges.ts'
import { findInQuotes, isJson } from './secretsInQuotes.ts'

/** A quick look that nearly every text without a secret fails. */
const SUSPICIOUS =
  /eyJ|whsec_|pass|pwd|secret|token|jwt|key|auth|bearer|basic|cookie|cred|sess|sid=|sig|code|otp|assertion|saml|connection|ticket=|:\/\/[^\s/?#@]+@/i

/** Adds a range for everything that is a secret by its shape or by the name it goes by. The time grows with the text. */
export function findByShape(text: string, ranges: Range[]): void {
  if (!SUSPICIOUS.test(text)) return
  findTokens(text, ranges)
  findPrivateKeys(text, ranges)
  findInQuotes(text, ranges)
  for (const named of NAMED) findNamed(text, named, ranges)
  for (const { pattern, name, hasDigit } of SHAPES) {
    for (const { indices } of text.matchAll(pattern)) {
      const [start, end] = indices?.[1] ?? indices?.[0] ?? [0, 0]
      if (!hasDigit || /\d/.test(text.slice(start, end))) ranges.push({ start, end, name })
    }
  }
}

interface Shape {
  /** Its first group is the secret; without groups the whole match. Linear in the text. */
  pattern: RegExp
  name: string
  /** Tells a credential from a word of a sentence about credentials. */
  hasDigit?: true
}

const SHAPES: readonly Shape[] = [
  { pattern: /\bbearer\s+([\w.~+/=-]{16,})/dgi, name: 'bearer', hasDigit: true },
  { pattern: /\bbasic\s+([\w.~+/=-]{16,})/dgi, name: 'basic', hasDigit: true },
  { pattern: /\b(?:set-)?cookie:[ \t]*([^\r\n"'\\]+)/dgi, name: 'cookie' },
  { pattern: /:\/\/[^\s/?#@:"'<>\\]*:([^\s/?#@"'<>\\]+)@/dg, name: 'password' },
  { pattern: /whsec_[\w+/=-]+/dg, name: 'secret' },
]

interface Named {
  /** What stands before a value; its first group is the name. */
  before: RegExp
  /** The value from there on; its first group is no part of the secret. */
  value: (name: string, before: string) => RegExp
  place: NamePlace
  accepts?: (name: string, value: string, text: string, end: number) => boolean
}

/** A value that looks made by a machine. It ends where another name may begin, so that no part of a text is read often. */
const RANDOM = /()[\w.~%+/=-]{16,}/y
const QUERY_VALUE = /()[^&#\s"'<>\\]+/y
// The scheme of credentials (RFC 9110, section 11.4) stays: it tells what was sent.
const HEADER_VALUE = /((?:(?:bearer|basic|digest|token|apikey)[ \t]+)?)[^\s"'\\]+/iy
const WORD = /((?:(?:bearer|basic|digest|token|apikey)[ \t]+)?)[^\s"'\\:]{8,}/iy
// Longer sections are hardly secrets, and each would be read to its end.
const SECTION = /()(?:(?!\]\]>)[^]){1,300}/y
const ELEMENT_TEXT = /()(?:(?!\\u003c|\]\]>)[^<])+/iy
/** After an element its end must come, or a placeholder such as `<token>` in a sentence would be one. */
const END_TAG = /(?:\]\]>)?(?:<|\\u003c)\\?\//iy

const NAMED: readonly Named[] = [
  // Queries, forms, connection strings, and lines of settings.
  { before: /(?:[?&;#]|\\u0026|^)([\w.-]{2,64})=/gim, value: () => QUERY_VALUE, place: 'query' },
  {
    before: new RegExp(`(?:${NAME_ENDS})(?=:)(?<=(?<![\\w-])([a-z][\\w-]{1,63})):[ \\t]*`, 'gi'),
    // A name without a hyphen may be a word of a sentence.
    value: (name) => (name.includes('-') ? HEADER_VALUE : WORD),
    place: 'header',
    accepts: (name, value) => name.includes('-') || /\d/.test(value),
  },
  {
    before:
      /(?:<|\\u003c)(?:[\w.-]{1,40}:)?([\w.-]{2,64})(?:\s[^<>]{0,300})?(?:>|\\u003e)(?:<!\[CDATA\[)?\s*/gi,
    value: (_name, before) => (before.includes('<![CDATA[') ? SECTION : ELEMENT_TEXT),
    place: 'field',
    accepts: (_name, value, text, end) => {
      if (isJson(text) && /(?<!\\)"/.test(value)) return false
      END_TAG.lastIndex = end
      return END_TAG.test(text)
    },
  },
]

function findNamed(text: string, { before, value, place, accepts }: Named, ranges: Range[]): void {
  before.lastIndex = 0
  for (let match = before.exec(text); match; match = before.exec(text)) {
    const [start, name = ''] = match
    const secrecy = secrecyOf(name, place)
    if (secrecy === null) continue
    const pattern = secrecy === 'random' ? RANDOM : value(name, start)
    pattern.lastIndex = before.lastIndex
    const [whole, scheme = ''] = pattern.exec(text) ?? []
    if (whole === undefined) continue
    const secret = whole.slice(scheme.length)
    const end = before.lastIndex + whole.length
    if (!isSecretText(secret, secrecy) || accepts?.(name, secret, text, end) === false) continue
    ranges.push({ start: end - secret.length, end, name })
    before.lastIndex = end
  }
}

/**
 * JSON Web Tokens (RFC 7519): parts of base64url with dots between, the first an object's. Read by hand and not by
 * a pattern, since a pattern takes a time that grows with the square of a long text of `eyJ`s.
 */
function findTokens(text: string, ranges: Range[]): void {
  for (let start = text.indexOf('eyJ'); start !== -1;) {
    const header = endOfPart(text, start)
    const payload = text[header] === '.' ? endOfPart(text, header + 1) : header
    if (header - start >= 8 && payload > header + 1 && text[payload] === '.') {
      let end = endOfPart(text, payload + 1)
      // An encrypted token (RFC 7516) has five parts.
      for (let further = 0; further < 2 && text[end] === '.'; further += 1) end = endOfPart(text, end + 1)
      ranges.push({ start, end, name: 'jwt' })
      start = text.indexOf('eyJ', end)
    } else {
      start = text.indexOf('eyJ', header + 1)
    }
  }
}

function endOfPart(text: string, start: number): number {
  let at = start
  while (at < text.length && isBase64Url(text.charCodeAt(at))) at += 1
  return at
}

function isBase64Url(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 45 ||
    code === 95
  )
}

const PEM_BEGIN = /-----BEGIN (?:[A-Z\d]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g
/** What a key in PEM is written in, with its headers, and with line breaks as JSON escapes them. */
const PEM = /(?:(?!-----END)[\w+/=\s\\:,.()-])*/y

/** Keys in PEM (RFC 7468), also those that were cut. */
function findPrivateKeys(text: string, ranges: Range[]): void {
  PEM_BEGIN.lastIndex = 0
  while (PEM_BEGIN.test(text)) {
    const start = (PEM.lastIndex = PEM_BEGIN.lastIndex)
    const end = start + (PEM.exec(text)?.[0].length ?? 0)
    if (end > start) ranges.push({ start, end, name: 'privateKey' })
    PEM_BEGIN.lastIndex = end
  }
}
