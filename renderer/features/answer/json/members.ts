import { parseJson } from '../../../../app/contract/values.ts'
import { LongList } from '../../../ui/text/longList.ts'
import { STRIDE, type Work } from '../../../ui/text/slices.ts'

/**
 * What stands directly inside of an object or a list, as places in its text. Values are not parsed: what is shown
 * is the text itself, with every digit and every name that comes twice.
 */
export interface Members {
  readonly isList: boolean
  readonly count: number
  /** Where each value begins, and where it has ended. */
  readonly starts: LongList
  readonly ends: LongList
  /** The same of each name, its quotes included; empty for a list. */
  readonly nameStarts: LongList
  readonly nameEnds: LongList
}

const QUOTE = 34
const COMMA = 44
const COLON = 58
const BACKSLASH = 92
const LIST = 91
const LIST_END = 93
const OBJECT = 123
const OBJECT_END = 125
const SPACE = 32

/** Reads what stands inside of the object or list that begins at `start`. The text must be valid JSON. */
export function* readMembers(text: string, start: number): Work<Members> {
  const isList = text.charCodeAt(start) === LIST
  const starts = new LongList()
  const ends = new LongList()
  const nameStarts = new LongList()
  const nameEnds = new LongList()
  let depth = 0
  let isName = !isList
  let valueStart = -1
  let lastEnd = start + 1
  let pauseAt = start + STRIDE
  let isInString = false

  const endValue = () => {
    if (valueStart < 0) return
    starts.push(valueStart)
    ends.push(lastEnd)
    valueStart = -1
  }

  for (let at = start + 1; at < text.length; at += 1) {
    if (at >= pauseAt) {
      pauseAt = at + STRIDE
      yield
    }
    if (isInString) {
      const quote = text.indexOf('"', at)
      at = quote < 0 ? text.length - 1 : quote
      if (quote >= 0 && isEscaped(text, quote)) continue
      isInString = false
      lastEnd = at + 1
      if (depth === 0 && isName) nameEnds.push(lastEnd)
      continue
    }
    const code = text.charCodeAt(at)
    if (code <= SPACE) continue
    if (code === QUOTE) {
      isInString = true
      if (depth === 0 && isName) nameStarts.push(at)
      else if (depth === 0 && valueStart < 0) valueStart = at
      continue
    }
    if (code === OBJECT || code === LIST) {
      if (depth === 0 && valueStart < 0) valueStart = at
      depth += 1
    } else if (code === OBJECT_END || code === LIST_END) {
      if (depth === 0) break
      depth -= 1
    } else if (depth === 0) {
      if (code === COMMA) {
        endValue()
        isName = !isList
        continue
      }
      if (code === COLON) {
        isName = false
        continue
      }
      if (valueStart < 0) valueStart = at
    }
    lastEnd = at + 1
  }
  endValue()
  return { isList, count: starts.length, starts, ends, nameStarts, nameEnds }
}

/** Whether an odd number of backslashes stands before the quote. */
function isEscaped(text: string, quote: number): boolean {
  let before = quote - 1
  while (text.charCodeAt(before) === BACKSLASH) before -= 1
  return (quote - before) % 2 === 0
}

/** Where the value that is the whole text begins; -1 when there is none. */
export function rootOf(text: string): number {
  return text.search(/[^\s\ufeff]/)
}

export type ValueKind = 'object' | 'list' | 'string' | 'number' | 'word'

/** What kind of value begins at a place, by its first character. */
export function kindAt(text: string, start: number): ValueKind {
  switch (text.charCodeAt(start)) {
    case OBJECT:
      return 'object'
    case LIST:
      return 'list'
    case QUOTE:
      return 'string'
    default:
      return /[-\d]/.test(text.charAt(start)) ? 'number' : 'word'
  }
}

export function isContainer(kind: ValueKind): boolean {
  return kind === 'object' || kind === 'list'
}

/** The name of a member, as the text means it; null in a list. */
export function nameOf(text: string, members: Members, index: number): string | null {
  const start = members.nameStarts.at(index)
  const end = members.nameEnds.at(index)
  return start === undefined || end === undefined ? null : unquoted(text.slice(start, end))
}

/** What a string of the text says. One that JSON does not allow is shown as it stands. */
export function unquoted(written: string): string {
  const text = written.includes('\\') ? parseJson(written) : undefined
  return typeof text === 'string' ? text : written.slice(1, -1)
}

/** Which member a name or a position means: the last of that name, as parsers have it; -1 when there is none. */
export function indexOfStep(text: string, members: Members, step: string | number): number {
  if (typeof step === 'number') return members.isList && step < members.count ? step : -1
  for (let index = members.nameStarts.length - 1; index >= 0; index -= 1) {
    if (nameOf(text, members, index) === step) return index
  }
  return -1
}

/** Which member holds a place of the text, its name included; -1 for a place outside of all. */
export function indexAtOffset(members: Members, offset: number): number {
  const { starts, nameStarts, ends, count } = members
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((nameStarts.at(middle) ?? starts.at(middle) ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  const begins = nameStarts.at(low) ?? starts.at(low) ?? Infinity
  return offset >= begins && offset < (ends.at(low) ?? 0) ? low : -1
}

const EMPTY = /[[{]\s*[\]}]/y

/** Whether the object or list at a place holds nothing. */
export function isEmptyAt(text: string, start: number): boolean {
  EMPTY.lastIndex = start
  return EMPTY.test(text)
}
