import { REDACTED } from '../contract/recorded.ts'
import { isSecretText, type NamePlace, type Secrecy } from '../contract/secretNames.ts'
import { isAlphanumeric } from './symbols.ts'
import { backslashesBefore, type Range } from './ranges.ts'
import { endOfQuoted, FRAME, isQuote, knownName, type Reading } from './reading.ts'
import { plainAfterColon, plainAfterEquals, type Name } from './plainValues.ts'

/**
 * Adds a range for each value that is assigned to the name of a secret with a colon or an equals sign: in JSON, headers,
 * queries, forms, attributes, connection strings and settings. It goes from sign to sign and looks around each, so that
 * a text without names of secrets is read nearly as fast as it is searched.
 */
export function findAssigned(reading: Reading, ranges: Range[]): void {
  const { text } = reading
  let colon = text.indexOf(':')
  let equals = text.indexOf('=')
  while (colon !== -1 || equals !== -1) {
    const sign = equals === -1 || (colon !== -1 && colon < equals) ? colon : equals
    const next = readSign(reading, sign, ranges)
    if (colon !== -1 && colon < next) colon = text.indexOf(':', next)
    if (equals !== -1 && equals < next) equals = text.indexOf('=', next)
  }
}

const LONGEST_NAME = 64
const MOST_SPACES = 16

/** Returns where to go on: behind the value if it is a secret. */
function readSign(reading: Reading, sign: number, ranges: Range[]): number {
  const { text } = reading
  let end = sign
  while (end > 0 && sign - end < MOST_SPACES && isSpace(text.charCodeAt(end - 1))) end -= 1
  // As in `user[password]=`.
  if (text.charCodeAt(end - 1) === CLOSING_BRACKET) end -= 1
  const isQuoted = isQuote(text.charCodeAt(end - 1))
  if (isQuoted) end -= 1
  let start = end
  while (start > 0 && end - start < LONGEST_NAME && isNameUnit(text.charCodeAt(start - 1), isQuoted))
    start -= 1
  if (end - start < 2 || (isQuoted && text.charCodeAt(start - 1) !== text.charCodeAt(end))) return sign + 1
  const { name, secrecy, isOfName } = knownName(text, placeOf(text, start, sign, isQuoted), start, end)
  if (secrecy === null && !isOfName) return sign + 1
  const quote = isQuoted ? text.charAt(end) : ''
  return findValue(reading, { name, start: start - quote.length, quote }, sign, secrecy, ranges)
}

const CLOSING_BRACKET = 93

function isSpace(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13)
}

/** 1 for what a name is made of, 2 for what is a part of it in quotes alone. */
const NAME_UNITS = Uint8Array.from({ length: 128 }, (_, unit) => {
  if (isAlphanumeric(unit) || '_-.'.includes(String.fromCharCode(unit))) return 1
  return '$ '.includes(String.fromCharCode(unit)) ? 2 : 0
})

function isNameUnit(unit: number, isQuoted: boolean): boolean {
  if (!(unit < 128)) return false
  const kind = NAME_UNITS[unit]
  return kind === 1 || (isQuoted && kind === 2)
}

/** Headers, and settings, have a colon behind a name without quotes. */
function placeOf(text: string, start: number, sign: number, isQuoted: boolean): NamePlace {
  if (text[sign] === ':') return isQuoted ? 'field' : 'header'
  return start === 0 || '?&;#\n'.includes(text.charAt(start - 1)) ? 'query' : 'field'
}

function findValue(
  reading: Reading,
  name: Name,
  sign: number,
  secrecy: Secrecy | null,
  ranges: Range[],
): number {
  const { text } = reading
  // As PHP and Ruby write it: `=>`.
  let from = sign + (text[sign + 1] === '>' ? 2 : 1)
  while (from - sign <= MOST_SPACES && isSpace(text.charCodeAt(from))) from += 1
  const quoted = quotedValue(reading, name, from, text[sign] === ':')
  if (secrecy === null) {
    if (quoted) findNeighbour(reading, quoted, name.start, ranges)
    return sign + 1
  }
  const found = quoted ? [quoted] : unquotedValues(reading, name, sign, from, secrecy)
  let next = sign + 1
  for (const range of found) {
    if (!isSecretText(text.slice(range.start, range.end), secrecy)) continue
    ranges.push({ ...range, name: name.name })
    next = Math.max(next, range.end)
  }
  return next
}

function unquotedValues(reading: Reading, name: Name, sign: number, from: number, secrecy: Secrecy): Range[] {
  if (reading.text[sign] === '=') return listOf(plainAfterEquals(reading, name, sign + 1, from, secrecy))
  return name.quote === ''
    ? listOf(plainAfterColon(reading, name, sign + 1, secrecy))
    : valuesOfJson(reading, name, from, secrecy)
}

function listOf(range: Range | null): Range[] {
  return range ? [range] : []
}

function quotedValue(reading: Reading, { quote }: Name, from: number, isColon: boolean): Range | null {
  const open = reading.text.charAt(from)
  if (!isQuote(reading.text.charCodeAt(from))) return null
  // Quotes of JSON belong to each other alone.
  const isOfJson = reading.isJson ? '"' : FRAME
  if ((open === isOfJson || quote === isOfJson) && (open !== quote || !isColon)) return null
  const end = endOfQuoted(reading, from + 1, open)
  if (end === -1 || (end === reading.text.length && !isColon)) return null
  return { start: from + 1, end }
}

const NUMBER = /-?\d[\w.+-]*/y
const VALUE_WITHIN =
  /[[{\s]{1,40}(?:(["'\0])(?:key|name|type)\1\s*:\s*\1\w{1,40}\1\s*,\s*)?(["'\0])value\2\s*:\s*\2/iy
const MOST_LISTED = 100

/** A number, the texts of a list, or the value of an object. */
function valuesOfJson(reading: Reading, name: Name, from: number, secrecy: Secrecy): Range[] {
  const { text } = reading
  if (text[from] === '[' || text[from] === '{') {
    VALUE_WITHIN.lastIndex = from
    if (VALUE_WITHIN.test(text)) {
      const start = VALUE_WITHIN.lastIndex
      return [{ start, end: endOfQuoted(reading, start, text.charAt(start - 1)) }]
    }
    return text[from] === '[' ? textsOfList(reading, from + 1, name.quote) : []
  }
  NUMBER.lastIndex = from
  const number = secrecy === 'always' ? NUMBER.exec(text)?.[0] : undefined
  if (number === undefined) return []
  const quote = reading.written(name.start)
  return [{ start: from, end: from + number.length, by: quote + REDACTED + quote }]
}

function textsOfList(reading: Reading, from: number, quote: string): Range[] {
  const next = /\s{0,100},?\s{0,100}(["'\0])/y
  const found: Range[] = []
  next.lastIndex = from
  while (found.length < MOST_LISTED && next.exec(reading.text)?.[1] === quote) {
    const start = next.lastIndex
    const end = endOfQuoted(reading, start, quote)
    if (end === -1) break
    found.push({ start, end })
    next.lastIndex = end + 1
  }
  return found
}

const FURTHEST = 400
const LONGEST_VALUE = 4000
const VALUE = /(?<![\w-])(["'\0]?)(?:value|content)\1\s{0,20}[:=]\s{0,20}(["'\0])/gi

/** In such a list the value stands beside the name, behind it or before. `begins` is where what leads to the name does. */
function findNeighbour(reading: Reading, quoted: Range, begins: number, ranges: Range[]): void {
  const { text } = reading
  const name = text.slice(quoted.start, quoted.end)
  const secrecy = secrecyInList(name)
  if (secrecy === null) return
  const isFramed = text[quoted.start - 1] === FRAME
  // A list within a text ends where that does.
  const border = isFramed ? /[{}<>]/ : /[{}<>\0]/
  const valueAt = (match: RegExpMatchArray | undefined, offset: number): Range | null => {
    if (match?.index === undefined || (match[2] === FRAME) !== isFramed) return null
    const from = offset + match.index + match[0].length
    const last = backslashesBefore(text, from - 1) % 2 === 1 ? -1 : endOfQuoted(reading, from, match[2] ?? '')
    return last !== -1 && isSecretText(text.slice(from, last), secrecy)
      ? { start: from, end: last, name }
      : null
  }
  const [after = ''] = text.slice(quoted.end, quoted.end + FURTHEST).split(border, 1)
  const behind = valueAt([...after.matchAll(VALUE)][0], quoted.end)
  if (behind) {
    ranges.push(behind)
    return
  }
  const first = Math.max(0, begins - LONGEST_VALUE)
  const ahead = valueAt([...text.slice(first, begins).matchAll(VALUE)].at(-1), first)
  if (ahead && ahead.end < begins && !border.test(text.slice(ahead.end, begins))) ranges.push(ahead)
}

const PLACES = ['field', 'header', 'query'] as const

/** There a name may be a header's or a parameter's. Azure numbers the keys of an account. */
function secrecyInList(name: string): Secrecy | null {
  if (!/^[\w.$ -]{2,64}$/.test(name)) return null
  if (/^key\d$/i.test(name)) return 'random'
  return PLACES.map((place) => knownName(name, place).secrecy).find((each) => each !== null) ?? null
}
