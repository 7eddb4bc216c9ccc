import { REDACTED } from '../contract/recorded.ts'
import { isSecretText, NAME_ENDS, secrecyOf, type Secrecy } from '../contract/secretNames.ts'
import { backslashesBefore, type Range } from './ranges.ts'

/** Adds a range for each value in quotes whose name says that it is a secret: of JSON, XML, HTML and settings. */
export function findInQuotes(text: string, ranges: Range[]): void {
  for (const before of [FIELD, PAIR]) findStrings(text, before, ranges)
  findReversedPairs(text, ranges)
  for (const before of ATTRIBUTES) findAttributes(text, before, ranges)
}

/** Fields of JSON, also of JSON that stands in a string of JSON: then every quote has backslashes before it. */
const FIELD = new RegExp(
  `(?:${NAME_ENDS})(?=\\\\*"\\s*:)(?<="([\\w.$ -]{2,64}))(\\\\*)"\\s*:\\s*(?:\\[\\s*)?`,
  'gi',
)
/** Lists of names and values, as HAR files and Postman have them. */
const PAIR =
  /"(?:name|key|header|field|param|parameter)\\*"\s*:\s*\\*"([\w.$ -]{2,64})(\\*)"\s*,\s*\\*"value\\*"\s*:\s*/gi
const BARE_VALUE = /-?\d[\w.+-]*/y

function findStrings(text: string, before: RegExp, ranges: Range[]): void {
  before.lastIndex = 0
  for (let match = before.exec(text); match; match = before.exec(text)) {
    const [, name = '', backslashes = ''] = match
    const secrecy = secrecyOfString(name, before === PAIR)
    if (secrecy === null) continue
    const quote = `${backslashes}"`
    const start = before.lastIndex
    if (text.startsWith(quote, start)) {
      const from = start + quote.length
      const end = endOfString(text, from, backslashes.length)
      if (end === from || !isSecretText(text.slice(from, end), secrecy)) continue
      ranges.push({ start: from, end, name })
      before.lastIndex = end
    } else if (secrecy === 'always') {
      BARE_VALUE.lastIndex = start
      const bare = BARE_VALUE.exec(text)
      if (bare) ranges.push({ start, end: start + bare[0].length, by: quote + REDACTED + quote, name })
    }
  }
}

/** In a list of names and values a name may be a header's. */
function secrecyOfString(name: string, isPair: boolean): Secrecy | null {
  return secrecyOf(name, 'field') ?? (isPair ? secrecyOf(name, 'header') : null)
}

const VALUE = /"value(\\*)"\s*:\s*\1"/gi
const NAME_AFTER =
  /\\*"\s*,\s*\\*"(?:name|key|header|field|param|parameter)\\*"\s*:\s*\\*"([\w.$ -]{2,64})\\*"/iy

/** Pairs whose value stands before its name. */
function findReversedPairs(text: string, ranges: Range[]): void {
  for (const match of text.matchAll(VALUE)) {
    const from = match.index + match[0].length
    const end = endOfString(text, from, (match[1] ?? '').length)
    NAME_AFTER.lastIndex = end
    const name = NAME_AFTER.exec(text)?.[1]
    const secrecy = name === undefined ? null : secrecyOfString(name, true)
    if (name !== undefined && secrecy && end > from && isSecretText(text.slice(from, end), secrecy))
      ranges.push({ start: from, end, name })
  }
}

/** Where the quotes that stand there without a backslash are those of JSON alone. */
export function isJson(text: string): boolean {
  return /^\s{0,1000}[[{"]/.test(text)
}

/** Attributes of XML and assignments of a value in quotes; and the attributes of a name and its value, as forms have them. */
const ATTRIBUTES: readonly RegExp[] = [
  /[\s<]([\w:.-]{2,64})\s*=\s*(\\*)(["'])/g,
  /\b(?:name|key)\s*=\s*\\*["']([\w.-]{2,64})\\*["']\s+(?:value|content)\s*=\s*(\\*)(["'])/gi,
]

function findAttributes(text: string, before: RegExp, ranges: Range[]): void {
  for (const match of text.matchAll(before)) {
    const [whole, name = '', backslashes = '', quote] = match
    const secrecy = secrecyOf(name.slice(name.lastIndexOf(':') + 1), 'field')
    if (secrecy === null) continue
    const start = match.index + whole.length
    const end = endOfAttribute(text, start, quote ?? '', backslashes.length)
    if (end > start && isSecretText(text.slice(start, end), secrecy)) ranges.push({ start, end, name })
  }
}

/** -1 where the value does not end, or the quote is none of an attribute. */
function endOfAttribute(text: string, start: number, quote: string, depth: number): number {
  const inJson = isJson(text)
  if (quote === "'") {
    const end = text.indexOf(quote, start)
    return inJson && text.slice(start, end).includes('"') ? -1 : end
  }
  // Behind an even number of backslashes it is the end of the string of JSON.
  if (inJson && depth % 2 === 0) return -1
  const end = endOfString(text, start, depth)
  return end === text.length ? -1 : end
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
