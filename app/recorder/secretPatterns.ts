import { REDACTED } from '../contract/recorded.ts'
import { backslashesBefore, type Range } from './ranges.ts'

/** Names of JSON fields, query parameters and form fields that hold a secret. */
const NAME = [
  '(?:(?:x|client|api|app|access|refresh|id|auth|bearer|session|security|user|new|old|current|confirm|shared|signing|webhook)[-_]?){0,3}' +
    '(?:passwords?|passwd|passphrase|pwd|secret|secret[-_]?token|token|jwt|api[-_]?key)',
  '(?:x[-_]?functions|private|signing|(?:(?:external|gh|ocp)[-_]?){0,2}(?:apim[-_]?)?(?:subscription|sub))[-_]?key',
  '(?:proxy[-_]?)?authorization',
].join('|')

/** Whole values of these headers are secrets. */
const HEADER =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie2?|.*[-_](?:key|token|secret|password|auth|jwt)|api-?key|token|secret|password)$/i
/** Headers that look like one, and are none. */
const HARMLESS_HEADER = /^(?:idempotency-key|sec-websocket-key|surrogate-key|x-sandbox-.*)$/i

/** A quick look that nearly every text without a secret fails. */
const SUSPICIOUS =
  /eyJ|whsec_|pass|pwd|secret|token|jwt|key|authorization|bearer|basic|cookie|:\/\/[^\s/?#@]+@/i

const FIELD = new RegExp(`"(?:${NAME})(\\\\*)"\\s*:\\s*`, 'gi')
const BARE_VALUE = /-?\d[\w.+-]*/y

interface Shape {
  /** Its first group that takes part is the secret; without groups the whole match. Linear in the text. */
  pattern: RegExp
  /** Tells a credential from a word of a sentence about credentials. */
  hasDigit?: true
}

const SHAPES: readonly Shape[] = [
  { pattern: new RegExp(`(?:[?&;#]|\\\\u0026|^)(?:${NAME})=([^&#\\s"'<>\\\\]+)`, 'dgi') },
  { pattern: /\b(?:bearer|basic)\s+([\w.~+/=-]{16,})/dgi, hasDigit: true },
  {
    pattern: /\bauthorization:[ \t]*(?:(?:bearer|basic|digest|token|apikey)[ \t]+)?([^\s"'\\:]{8,})/dgi,
    hasDigit: true,
  },
  { pattern: /\b(?:set-)?cookie:[ \t]*([^\r\n"'\\]+)/dgi },
  { pattern: /\b(?:(?:x-)?api|(?:external-gh-apim-sub|ocp-apim-subscription))-key:[ \t]*([^\s"'\\]+)/dgi },
  { pattern: /:\/\/[^\s/?#@:"'<>\\]*:([^\s/?#@"'<>\\]+)@/dg },
  { pattern: /whsec_[\w+/=-]+/dg },
]

/** Whether the value of a header is a secret, whatever it says. */
export function isSecretHeader(name: string): boolean {
  return HEADER.test(name) && !HARMLESS_HEADER.test(name)
}

/** Adds a range for everything that is a secret by its shape or by the name it goes by. */
export function findByShape(text: string, ranges: Range[]): void {
  if (!SUSPICIOUS.test(text)) return
  findTokens(text, ranges)
  findFields(text, ranges)
  for (const { pattern, hasDigit } of SHAPES) {
    for (const { indices } of text.matchAll(pattern)) {
      const place = indices?.slice(1).find((group) => group !== undefined) ?? indices?.[0]
      if (!place) continue
      const [start, end] = place
      if (!hasDigit || /\d/.test(text.slice(start, end))) ranges.push({ start, end })
    }
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
      ranges.push({ start, end })
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

/** Fields of JSON, also of JSON that stands in a string of JSON: then every quote has backslashes before it. */
function findFields(text: string, ranges: Range[]): void {
  FIELD.lastIndex = 0
  for (let match = FIELD.exec(text); match; match = FIELD.exec(text)) {
    const quote = `${match[1] ?? ''}"`
    const start = FIELD.lastIndex
    if (text.startsWith(quote, start)) {
      const from = start + quote.length
      const end = endOfString(text, from, quote.length - 1)
      if (end > from) ranges.push({ start: from, end })
      FIELD.lastIndex = end
      continue
    }
    BARE_VALUE.lastIndex = start
    const bare = BARE_VALUE.exec(text)
    if (bare) ranges.push({ start, end: start + bare[0].length, by: quote + REDACTED + quote })
  }
}

/** Where a string ends whose quotes have `depth` backslashes before them; the end of the text if it was cut. */
function endOfString(text: string, from: number, depth: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    const before = backslashesBefore(text, at)
    if (before % (2 * (depth + 1)) === depth) return Math.max(from, at - depth)
    // The end of the string around it: the inner one was cut.
    if (before % 2 === 0) return Math.max(from, at - before)
  }
  return text.length
}
