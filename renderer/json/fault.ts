import { rootOf } from './members.ts'
import { STRIDE, type Work } from './slices.ts'

/** The first place where a text stops being JSON (RFC 8259), and what is wrong with it. */
export interface Fault {
  readonly offset: number
  readonly message: string
}

const OPEN = /[[{]/
const WORDS = /true|false|null/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const SPACES = /[ \t\r\n]*/y

type Expected = 'value' | 'first-value' | 'first-name' | 'name' | 'colon' | 'end'

const MISSING = {
  value: 'A value is missing here.',
  'first-value': 'A value, or the end of the list, is missing here.',
  'first-name': 'A name in double quotes, or the end of the object, is missing here.',
  name: 'A name in double quotes is missing here.',
  colon: 'A colon is missing here.',
} satisfies Record<Exclude<Expected, 'end'>, string>

/** Finds where a text stops being JSON; null when it is JSON to its end. */
export function* findFault(text: string): Work<Fault | null> {
  const open: string[] = []
  let at = Math.max(0, rootOf(text))
  let expected: Expected = 'value'
  let pauseAt = STRIDE

  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    if (!pattern.test(text)) return false
    at = pattern.lastIndex
    return true
  }
  const fault = (message: string, offset = at): Fault => ({ offset, message })

  for (;;) {
    take(SPACES)
    if (at >= pauseAt) {
      pauseAt = at + STRIDE
      yield
    }
    if (at >= text.length) {
      return expected === 'end' && open.length === 0
        ? null
        : fault('The text ends here, in the middle.', text.length)
    }
    const character = text.charAt(at)
    const isList = open.at(-1) === '['
    const wantsName: boolean = expected === 'name' || expected === 'first-name'
    const mayClose = expected === 'end' || expected === 'first-value' || expected === 'first-name'
    if (mayClose && open.length > 0 && character === (isList ? ']' : '}')) {
      open.pop()
      at += 1
      expected = 'end'
    } else if (expected === 'end') {
      if (open.length === 0) return fault('The JSON has ended, and something follows.')
      if (character !== ',')
        return fault(`A comma, or the end of the ${isList ? 'list' : 'object'}, is missing here.`)
      at += 1
      expected = isList ? 'value' : 'name'
    } else if (expected === 'colon') {
      if (character !== ':') return fault(MISSING.colon)
      at += 1
      expected = 'value'
    } else if (character === '"') {
      const begun = at
      at += 1
      while (text.charCodeAt(at) !== 34) {
        if (at >= text.length) return fault('A string that begins here does not end.', begun)
        if (text.charCodeAt(at) < 32) return fault('A string may not hold a line break or control character.')
        if (text.charAt(at) !== '\\') at += 1
        else if (!take(ESCAPE)) return fault('After a backslash, this is not allowed.')
        if (at >= pauseAt) {
          pauseAt = at + STRIDE
          yield
        }
      }
      at += 1
      expected = wantsName ? 'colon' : 'end'
    } else if (wantsName) {
      return fault(MISSING[expected])
    } else if (OPEN.test(character)) {
      open.push(character)
      at += 1
      expected = character === '[' ? 'first-value' : 'first-name'
    } else if (take(WORDS) || take(NUMBER)) {
      expected = 'end'
    } else {
      return fault(MISSING[expected])
    }
  }
}

/** Line and column of a place, counted from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1
  let begin = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1
    begin = at + 1
  }
  return { line, column: offset - begin + 1 }
}
