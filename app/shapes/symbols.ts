/**
 * A text, or a part of it, as it reads once escapes are undone: those of percent-encoding (RFC 3986), of JSON (RFC 8259,
 * section 7) and of HTML. Letter case is kept.
 */
export interface Symbols {
  /** UTF-16 units. */
  units: Uint16Array
  /** Where each of them begins in the text; behind the last one, where that ends. */
  starts: Int32Array
  count: number
}

/** Escapes of escapes are undone as long as there are any, but no deeper: each layer costs as much as the text around it. */
export const MOST_LAYERS = 8

/** `&#x0000002B;` has so many symbols. */
export const LONGEST_ESCAPE = 11

const PERCENT = 37
const AMPERSAND = 38
const SEMICOLON = 59
const HASH = 35
const BACKSLASH = 92
const LETTER_U = 117
const LETTER_X = 120

/** 1 for units that begin an escape. */
export const BEGINS_ESCAPE = new Uint8Array(128)
for (const unit of [PERCENT, BACKSLASH, AMPERSAND]) BEGINS_ESCAPE[unit] = 1

/** What `\` makes of the next character; any other stays as it is. */
const AFTER_BACKSLASH: (number | undefined)[] = Array.from({ length: 128 })
for (const [letter, character] of ['""', "''", '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t']) {
  if (letter && character) AFTER_BACKSLASH[letter.charCodeAt(0)] = character.charCodeAt(0)
}

/** Of what may stand in a key. */
const ENTITIES = new Map(
  Object.entries({
    AMP: '&',
    GT: '>',
    LT: '<',
    QUOT: '"',
    amp: '&',
    apos: "'",
    ast: '*',
    bsol: '\\',
    colon: ':',
    comma: ',',
    commat: '@',
    dollar: '$',
    equals: '=',
    excl: '!',
    grave: '`',
    gt: '>',
    lbrace: '{',
    lbrack: '[',
    lcub: '{',
    lowbar: '_',
    lpar: '(',
    lsqb: '[',
    lt: '<',
    num: '#',
    percnt: '%',
    period: '.',
    plus: '+',
    quest: '?',
    quot: '"',
    rbrace: '}',
    rbrack: ']',
    rcub: '}',
    rpar: ')',
    rsqb: ']',
    semi: ';',
    sol: '/',
    verbar: '|',
    vert: '|',
    Hat: '^',
  }).map(([name, character]) => [name, character.charCodeAt(0)]),
)
const LONGEST_NAME = 6
const MOST_DIGITS = 7

export function emptySymbols(size: number): Symbols {
  return { units: new Uint16Array(size), starts: new Int32Array(size + 1), count: 0 }
}

/** Adds a part of a text as it is written. */
export function addText(symbols: Symbols, text: string, start: number, end: number): void {
  const { units, starts, count } = symbols
  const shift = count - start
  for (let at = start; at < end; at += 1) {
    units[shift + at] = text.charCodeAt(at)
    starts[shift + at] = at
  }
  starts[shift + end] = end
  symbols.count = shift + end
}

/**
 * Undoes one layer of escapes in all symbols from `begin` on, and adds what comes of it. Returns whether that may hold
 * escapes that were not to be seen before.
 */
export function undoEscapes(from: Symbols, begin: number, into: Symbols): boolean {
  const { units, starts, count: end } = from
  const { units: undoneUnits, starts: undoneStarts } = into
  let { count } = into
  let hasFurther = false
  for (let at = begin; at < end; count += 1) {
    const unit = units[at] ?? 0
    const mayBegin = unit === BACKSLASH || unit === PERCENT || unit === AMPERSAND
    const escape = mayBegin ? escapeAt(units, at, end) : 0
    undoneStarts[count] = starts[at] ?? 0
    if (escape === 0) {
      undoneUnits[count] = unit
      at += 1
    } else {
      const undone = escape >>> LENGTH_BITS
      undoneUnits[count] = undone
      at += escape & LENGTH_MASK
      hasFurther ||= isPartOfEscape(undone)
    }
  }
  undoneStarts[count] = starts[end] ?? 0
  into.count = count
  return hasFurther
}

/** What an escape stands for and how many symbols it has share one number, since this runs often. 0 is no escape. */
const LENGTH_BITS = 4
const LENGTH_MASK = (1 << LENGTH_BITS) - 1

function escapeAt(units: Uint16Array, at: number, end: number): number {
  switch (units[at]) {
    case PERCENT:
      return hexadecimal(units, at, 1, 2, end)
    case BACKSLASH:
      return afterBackslash(units, at, end)
    default:
      return units[at + 1] === HASH ? numbered(units, at, end) : named(units, at, end)
  }
}

function afterBackslash(units: Uint16Array, at: number, end: number): number {
  const next = at + 1 < end ? (units[at + 1] ?? 0) : 0
  if (next === LETTER_U) return hexadecimal(units, at, 2, 4, end)
  if (next === LETTER_X) return hexadecimal(units, at, 2, 2, end)
  const plain = AFTER_BACKSLASH[next]
  return plain === undefined ? 0 : packed(plain, 2)
}

/** Exactly so many hexadecimal digits, `taken` symbols behind the place. */
function hexadecimal(units: Uint16Array, at: number, taken: number, digits: number, end: number): number {
  if (at + taken + digits > end) return 0
  let value = 0
  for (let place = at + taken; place < at + taken + digits; place += 1) {
    const digit = digitOf(units[place] ?? 0)
    if (digit >= 16) return 0
    value = value * 16 + digit
  }
  return packed(value, taken + digits)
}

/** `&#43;` or `&#x2B;`; browsers do without the semicolon. */
function numbered(units: Uint16Array, at: number, end: number): number {
  const isHexadecimal = ((units[at + 2] ?? 0) | 32) === LETTER_X
  const base = isHexadecimal ? 16 : 10
  const first = at + (isHexadecimal ? 3 : 2)
  let place = first
  let value = 0
  for (; place < end && place < first + MOST_DIGITS; place += 1) {
    const digit = digitOf(units[place] ?? 0)
    if (digit >= base) break
    value = value * base + digit
  }
  if (place === first || value === 0 || value > 0xffff) return 0
  return packed(value, place - at + (place < end && units[place] === SEMICOLON ? 1 : 0))
}

function named(units: Uint16Array, at: number, end: number): number {
  let name = ''
  for (let place = at + 1; place < end && place <= at + 1 + LONGEST_NAME; place += 1) {
    const unit = units[place] ?? 0
    if (unit === SEMICOLON) {
      const known = ENTITIES.get(name)
      return known === undefined ? 0 : packed(known, place - at + 1)
    }
    if (!isAlphanumeric(unit)) return 0
    name += String.fromCharCode(unit)
  }
  return 0
}

function packed(unit: number, length: number): number {
  return (unit << LENGTH_BITS) | length
}

/** Whether a unit that an escape stood for may be a part of a further escape. */
function isPartOfEscape(unit: number): boolean {
  return BEGINS_ESCAPE[unit] === 1 || unit === HASH || isAlphanumeric(unit)
}

export function isAlphanumeric(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122)
}

/** The value of a digit of any base up to 16; 16 for what is none. */
function digitOf(unit: number): number {
  if (unit >= 48 && unit <= 57) return unit - 48
  const letter = (unit | 32) - 87
  return letter >= 10 && letter < 16 ? letter : 16
}
