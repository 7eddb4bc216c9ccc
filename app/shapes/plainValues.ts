import { isRandom, isSecretText, type Secrecy } from '../contract/secretNames.ts'
import type { Range } from './ranges.ts'
import { FRAME, type Reading } from './reading.ts'

/** The name that a value is assigned to. */
export interface Name {
  name: string
  /** With its quote. */
  start: number
  /** Empty for a name without. */
  quote: string
}

/** A value that looks made by a machine. It ends where another name may begin, so that no part of a text is read often. */
const RANDOM = /[\w.~%+/=-]{16,}/y
const QUERY_VALUE = /[^&#\s"'<>\\\0]+/y
// The next pair of a connection string.
const NEXT_PAIR = /;\s{0,9}[a-z][\w .-]{1,40}=/i
const OF_CONNECTION = /[^;"'\r\n\\\0]+/y

/** A value without quotes behind an equals sign; `from` is where it begins behind spaces. */
export function plainAfterEquals(
  { text }: Reading,
  { name, start }: Name,
  sign: number,
  from: number,
  secrecy: Secrecy,
): Range | null {
  const before = start === 0 ? '' : text.charAt(start - 1)
  const isPair = before === ';' || (before === ' ' && /;\s$/.test(text.slice(Math.max(0, start - 3), start)))
  const isLine = isLineStart(text, start)
  if (text[sign] === '=' || '=!<>'.includes(text.charAt(sign - 2))) return null
  const isArrow = text[sign] === '>' && before === '['
  const isSpaced = from > sign && !isPair && !isLine && !isArrow
  const pattern = secrecy === 'random' || isSpaced ? RANDOM : isPair ? OF_CONNECTION : QUERY_VALUE
  // In a sentence or a program what stands there may be anything.
  const isApart = before === '' || isArrow || '?&;#'.includes(before) || isPair || isLine
  const accepts = (value: string) =>
    secrecy === 'random'
      ? isSecretText(value, secrecy)
      : isSpaced
        ? isRandom(value)
        : isApart || /\d/.test(value)
  const value = valueAt(text, from, pattern, accepts)
  if (value === null) return null
  const next = value.search(NEXT_PAIR)
  const length = next === -1 || before === '?' || before === '&' ? value.length : next
  return { start: from, end: from + length, name }
}

/** Whether it is one is told by its beginning: what is none must not be read to its end, again and again. */
const TELLING = 256

function valueAt(
  text: string,
  begin: number,
  pattern: RegExp,
  accepts: (value: string) => boolean,
): string | null {
  pattern.lastIndex = 0
  const beginning = pattern.exec(text.slice(begin, begin + TELLING))?.[0]
  if (beginning === undefined || !accepts(beginning)) return null
  pattern.lastIndex = begin
  return pattern.exec(text)?.[0] ?? null
}

// The scheme of credentials (RFC 9110, section 11.4) stays: it tells what was sent.
const SCHEME = /(?:(?:bearer|basic|digest|token|apikey|negotiate|ntlm)[ \t]+)?/iy
const SPACES = /[ \t]*/y
/** LDIF has base64 behind two colons, and goes on behind a line break and a space (RFC 2849). */
const LDIF = /[A-Za-z\d+/]{4,}=*(?:\r?\n [A-Za-z\d+/=]+)*/y
const TO_SPACE = /[^\s"'\\\0]+/y
const WORD = /[^\s"'\\:\0]{8,}/y
const LINE = /[^\r\n"'\\\0]+/y
const LINE_WITH_QUOTES = /[^\r\n\0]+/y
/** A text of several lines in YAML: those that are indented. */
const BLOCK = /[|>][-+\d]{0,2}[ \t]*\r?\n(?=([ \t]+))(?:\1[^\r\n\0]*(?:\r?\n(?=\1)|$|(?=[\r\n\0])))+/y
/** All the rest of a line is one word. */
const ONLY_WORD = /[^\s"'\\\0]+(?=[ \t]*(?:[\r\n]|$))/y

/** A value without quotes behind a colon: of a header, or of settings. */
export function plainAfterColon(
  reading: Reading,
  { name, start }: Name,
  from: number,
  secrecy: Secrecy,
): Range | null {
  const { text, isJson } = reading
  const isLine = isLineStart(text, start) && (start > 0 || reading.isBeginning)
  const isHeader = name.includes('-') || /^authorization$/i.test(name)
  const begin = endOf(SCHEME, text, endOf(SPACES, text, from))
  if (secrecy === 'random' && valueAt(text, begin, RANDOM, (value) => isSecretText(value, secrecy)) === null)
    return null
  const isLdif = isLine && /^:[ \t]/.test(text.slice(from, from + 2))
  if (isLdif) return matched(LDIF, text, endOf(SPACES, text, from + 1))
  const block = isLine && '|>'.includes(text.charAt(begin)) ? matched(BLOCK, text, begin) : null
  if (block) return block
  if (isLine && isHeader) return matched(isJson ? LINE : LINE_WITH_QUOTES, text, begin)
  if (name.includes('-')) return matched(TO_SPACE, text, begin)
  const word = matched(WORD, text, begin)
  // A name without a hyphen may be a word of a sentence.
  if (word && /\d/.test(text.slice(word.start, word.end))) return word
  return isLine ? matched(ONLY_WORD, text, begin) : null
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  pattern.test(text)
  return Math.max(at, pattern.lastIndex)
}

function matched(pattern: RegExp, text: string, at: number): Range | null {
  const end = endOf(pattern, text, at)
  return end === at ? null : { start: at, end }
}

/** Also behind the spaces and the mark of a list that YAML has there. */
function isLineStart(text: string, start: number): boolean {
  let at = start
  while (at > 0 && start - at < 40 && ' \t-'.includes(text.charAt(at - 1))) at -= 1
  return at === 0 || '\n\r'.includes(text.charAt(at - 1)) || text[at - 1] === FRAME
}
