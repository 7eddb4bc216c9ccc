import { LongList } from './longList.ts'
import { atOnce, STRIDE, type Work } from './slices.ts'

type TokenKind = 'key' | 'string' | 'number' | 'word' | 'plain'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
}

/** Where each line of a text begins, and how far it is set in. It grows while the text is read. */
export interface Lines {
  readonly starts: LongList
  /** Where a line goes on with the string of the line before: -1 less the depth of that. */
  readonly depths: LongList
}

/** A longer line is broken: nothing should have to draw a megabyte as one. */
export const LONGEST_LINE = 1_000
const INDENT = 2
const MOST_INDENTED = 20
const FEWEST_CHARACTERS = 16
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const BACKSLASH = 92
const LIST = 91
const LIST_END = 93
const OBJECT = 123
const OBJECT_END = 125

export function noLines(): Lines {
  return { starts: new LongList(), depths: new LongList() }
}

/** Whether a body looks like JSON, by its first character. */
export function looksLikeJson(text: string): boolean {
  return /^[\s\ufeff]*[{[]/.test(text)
}

/** How many characters a line is set in by. */
export function indentOf(depth: number): number {
  return Math.min(MOST_INDENTED, depth < 0 ? -1 - depth : depth) * INDENT
}

function isSpace(code: number): boolean {
  return code <= 32 || code === 0xfeff
}

/**
 * Lays JSON out in lines, as far as it is JSON: the text itself stays what it is, with every digit, every name
 * that comes twice, and whatever is cut short or damaged.
 */
export function* layOutJson(text: string, into: Lines, longest = LONGEST_LINE): Work<void> {
  const { starts, depths } = into
  let depth = 0
  let pauseAt = STRIDE
  let isInString = false
  let lineStart = -1
  let room = longest
  /** After the last space or comma of a string in this line; 0 for none. */
  let goodBreak = 0

  const roomAt = (level: number) => Math.max(FEWEST_CHARACTERS, longest - indentOf(level))

  /** Begins a line at the next thing that is no space. */
  const begin = (from: number) => {
    let at = from
    while (at < text.length && isSpace(text.charCodeAt(at))) at += 1
    if (at >= text.length) return at
    lineStart = at
    starts.push(at)
    depths.push(depth)
    room = roomAt(depth)
    return at
  }

  for (let at = begin(0); at < text.length; at += 1) {
    if (at >= pauseAt) {
      pauseAt = at + STRIDE
      yield
    }
    if (at - lineStart >= room && lineStart >= 0) {
      const isGood = goodBreak - lineStart > room / 2
      lineStart = isGood ? goodBreak : at
      starts.push(lineStart)
      depths.push(isGood || isInString ? -1 - depth : depth)
      room = roomAt(depth)
    }
    const code = text.charCodeAt(at)
    if (isInString) {
      if (code === BACKSLASH) at += 1
      else if (code === QUOTE) isInString = false
      else if (code === SPACE || code === COMMA) goodBreak = at + 1
    } else if (code === QUOTE) {
      isInString = true
    } else if (code === OBJECT || code === LIST) {
      let next = at + 1
      while (isSpace(text.charCodeAt(next))) next += 1
      const closer = text.charCodeAt(next)
      if (closer === OBJECT_END || closer === LIST_END) at = next
      else {
        depth += 1
        at = begin(at + 1) - 1
      }
    } else if (code === OBJECT_END || code === LIST_END) {
      depth = Math.max(0, depth - 1)
      if (lineStart === at) depths.replaceLast(depth)
      else begin(at)
    } else if (code === COMMA) {
      at = begin(at + 1) - 1
    }
  }
}

/** A short JSON text, laid out with two spaces a level. */
export function laidOut(text: string): string {
  const lines = noLines()
  atOnce(layOutJson(text, lines, Infinity))
  return Array.from(
    { length: lines.starts.length },
    (_, line) => '  '.repeat(lines.depths.at(line) ?? 0) + textOf(tokensOf(text, lines, line)),
  ).join('\n')
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join('')
}

/** The lines of any other text, as it has them. */
export function* layOutText(text: string, into: Lines, longest = LONGEST_LINE): Work<void> {
  let pauseAt = STRIDE
  let lineEnd = 0
  for (let at = 0; at < text.length || at === 0;) {
    into.starts.push(at)
    into.depths.push(0)
    if (at === lineEnd) {
      const end = text.indexOf('\n', at)
      lineEnd = end < 0 ? text.length : end + 1
    }
    const end = at + longest
    const goodBreak = end < lineEnd ? text.slice(at, end).lastIndexOf(' ') + 1 : 0
    at = goodBreak > longest / 2 ? at + goodBreak : Math.min(lineEnd, end)
    if (at >= pauseAt) {
      pauseAt = at + STRIDE
      yield
    }
    if (text.length === 0) return
  }
}

// A string (closed or cut off), a number, a word, a mark, or anything else up to the next of these.
const TOKEN = /"(?:[^"\\]|\\.)*"?|-?\d[\d.eE+-]*|[a-zA-Z]+|[{}[\],:]|\s+|[^\s"{}[\],:]/gsu
const REST_OF_STRING = /^(?:[^"\\]|\\.)*\\?"?/su

/** One line of JSON, marked for colouring. */
export function tokensOf(text: string, { starts, depths }: Lines, line: number): Token[] {
  const written = text.slice(starts.at(line), starts.at(line + 1) ?? text.length)
  const continued = (depths.at(line) ?? 0) < 0 ? (REST_OF_STRING.exec(written)?.[0] ?? '') : ''
  const tokens: Token[] = continued === '' ? [] : [{ kind: 'string', text: continued }]
  const rest = written.slice(continued.length)
  for (const match of rest.matchAll(TOKEN)) {
    const token = match[0]
    if (token === ':') tokens.push({ kind: 'plain', text: ': ' })
    else if (token.trim() !== '') {
      tokens.push({ kind: kindOf(token, rest, match.index + token.length), text: token })
    }
  }
  return tokens
}

/** One line of any other text. */
export function plainLine(text: string, { starts }: Lines, line: number): Token[] {
  const written = text.slice(starts.at(line), starts.at(line + 1) ?? text.length)
  return [{ kind: 'plain', text: written.replace(/\r?\n$/, '') }]
}

const NAME_AFTER = /\s*:/y

function kindOf(token: string, source: string, end: number): TokenKind {
  if (token.startsWith('"')) {
    NAME_AFTER.lastIndex = end
    return NAME_AFTER.test(source) ? 'key' : 'string'
  }
  if (/^-?\d/.test(token)) return 'number'
  return token === 'true' || token === 'false' || token === 'null' ? 'word' : 'plain'
}

/** The line that holds a place of the text. */
export function lineOf({ starts }: Lines, offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts.at(middle) ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}
