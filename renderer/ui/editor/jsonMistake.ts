import { atOnce, STRIDE, type Work } from '../text/slices.ts'

export interface JsonMistake {
  /** Where it is, in characters from the start. */
  readonly start: number
  readonly end: number
  /** What was expected, as a sentence. */
  readonly message: string
}

const LONGEST_CHECKED = 1_000_000

/** Whether a text is so long that colours and checks would slow its writing down. */
export function isPlainText(text: string): boolean {
  return text.length > LONGEST_CHECKED
}

const SPACE = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y
// RFC 8259, section 7: no control characters, and only these escapes.
const PLAIN = /[ !#-[\]-\uffff]+/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y
const ODD = /"[^"\n]*"?|[\w.+-]+|[^]/y

type Expected = 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end' | 'nothing'

/**
 * The first place where a text stops being JSON; null when it is JSON throughout. `JSON.parse` refuses the same
 * texts, but does not always say where.
 */
export function jsonMistake(text: string): JsonMistake | null {
  return atOnce(findMistake(text))
}

/** The same for texts of any length, with pauses. */
export function* findMistake(text: string): Work<JsonMistake | null> {
  const open: Array<'{' | '['> = []
  let at = 0
  let expected: Expected = 'value'
  let pauseAt = STRIDE

  const match = (pattern: RegExp): number => {
    pattern.lastIndex = at
    return pattern.test(text) ? pattern.lastIndex - at : 0
  }
  const afterValue = (): Expected => (open.length > 0 ? 'comma or end' : 'nothing')

  for (;;) {
    if (at >= pauseAt) {
      pauseAt = at + STRIDE
      yield
    }
    at += match(SPACE)
    if (at === text.length) return expected === 'nothing' ? null : unfinished(text, expected, open.at(-1))
    const char = text[at]
    const isName: boolean = expected === 'name' || expected === 'name or end'
    const isValue: boolean = expected === 'value' || expected === 'value or end'
    const canEnd = expected === 'comma or end' || expected === 'name or end' || expected === 'value or end'

    if (canEnd && char === (open.at(-1) === '{' ? '}' : ']')) {
      open.pop()
      at += 1
      expected = afterValue()
    } else if (expected === 'comma or end' && char === ',') {
      at += 1
      expected = open.at(-1) === '{' ? 'name' : 'value'
    } else if (expected === 'colon' && char === ':') {
      at += 1
      expected = 'value'
    } else if ((isName || isValue) && char === '"') {
      const start = at
      at += 1
      for (let length = 1; length > 0; at += length) {
        length = match(PLAIN) || match(ESCAPE)
        if (at >= pauseAt) {
          pauseAt = at + STRIDE
          yield
        }
      }
      if (text[at] !== '"') return brokenString(text, start, at)
      at += 1
      expected = isName ? 'colon' : afterValue()
    } else if (isValue && (char === '{' || char === '[')) {
      open.push(char)
      at += 1
      expected = char === '{' ? 'name or end' : 'value or end'
    } else {
      const length = isValue ? match(NUMBER) || match(WORD) : 0
      if (length === 0) return unexpected(text, at, match(ODD), expected, open.at(-1))
      at += length
      expected = afterValue()
    }
  }
}

function unfinished(text: string, expected: Expected, within: '{' | '[' | undefined): JsonMistake {
  return {
    start: text.length,
    end: text.length,
    message: `The text ends too early: ${wanted(expected, within)} is missing.`,
  }
}

function brokenString(text: string, start: number, at: number): JsonMistake {
  if (at >= text.length) {
    return { start, end: text.length, message: 'This text has no closing quotation mark.' }
  }
  if (text[at] === '\\') {
    return {
      start: at,
      end: Math.min(at + 2, text.length),
      message: 'JSON has no such escape. Write a backslash as \\\\.',
    }
  }
  const message =
    text[at] === '\n' || text[at] === '\r'
      ? 'This text has no closing quotation mark on its line. Write a line break as \\n.'
      : 'Escape the control character, for example as \\t.'
  return { start: at, end: at + 1, message }
}

function unexpected(
  text: string,
  start: number,
  length: number,
  expected: Expected,
  within: '{' | '[' | undefined,
): JsonMistake {
  const found = text.slice(start, start + Math.min(length, 20))
  const place = { start, end: start + length }
  if (expected === 'nothing') return { ...place, message: `The JSON is complete before “${found}”.` }
  if (found.startsWith("'")) return { ...place, message: 'JSON takes double quotation marks only.' }
  if ((expected === 'name' && found === '}') || (expected === 'value' && found === ']'))
    return { ...place, message: 'There is a comma too many before this.' }
  return { ...place, message: `Here should be ${wanted(expected, within)} instead of “${found}”.` }
}

const WANTED = {
  value: 'a value',
  'value or end': 'a value or ]',
  name: 'a name in quotation marks',
  'name or end': 'a name in quotation marks or }',
  colon: 'a colon',
  nothing: 'the end',
} satisfies Record<Exclude<Expected, 'comma or end'>, string>

function wanted(expected: Expected, within: '{' | '[' | undefined): string {
  return expected === 'comma or end' ? `a comma or ${within === '{' ? '}' : ']'}` : WANTED[expected]
}

/** Line and column of a place, both from 1. */
export function lineAndColumn(text: string, at: number): { line: number; column: number } {
  let line = 1
  let begin = 0
  for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', end + 1)) {
    line += 1
    begin = end + 1
  }
  return { line, column: at - begin + 1 }
}
