export type TokenKind = 'key' | 'string' | 'number' | 'word' | 'plain'

export interface JsonToken {
  readonly kind: TokenKind
  readonly text: string
}

export type JsonLine = readonly JsonToken[]

export interface JsonLines {
  readonly lines: readonly JsonLine[]
  /** True when `maxLines` or `maxChars` was reached before the end of the text. */
  readonly isCut: boolean
}

const INDENT = '  '
const MAX_DEPTH = 60
// A string (closed or cut off), a number, a word, a mark, or anything else up to the next of these.
const TOKEN = /"(?:[^"\\]|\\.)*"?|-?\d[\d.eE+-]*|[a-zA-Z]+|[{}[\],:]|\s+|[^\s"{}[\],:]/gsu
const EMPTY_AFTER = /\s*[}\]]/y

/**
 * JSON text laid out and marked for colouring, as far as asked for. It works on the text itself: numbers keep
 * every digit, duplicate keys stay, and text that is cut short or no JSON at all is shown as it comes.
 */
export function layOutJson(text: string, maxLines: number, maxChars: number): JsonLines {
  const source = text.length > maxChars ? text.slice(0, maxChars) : text
  const lines: JsonToken[][] = []
  let line: JsonToken[] = []
  let depth = 0
  let isCut = source.length < text.length

  const breakLine = () => {
    lines.push(line)
    line = depth > 0 ? [{ kind: 'plain', text: INDENT.repeat(Math.min(depth, MAX_DEPTH)) }] : []
  }

  for (const match of source.matchAll(TOKEN)) {
    if (lines.length >= maxLines) {
      isCut = true
      break
    }
    const token = match[0]
    const end = match.index + token.length
    if (token === '{' || token === '[') {
      EMPTY_AFTER.lastIndex = end
      line.push({ kind: 'plain', text: token })
      if (!EMPTY_AFTER.test(source)) {
        depth += 1
        breakLine()
      }
    } else if (token === '}' || token === ']') {
      const last = line.at(-1)?.text
      if (last !== '{' && last !== '[') {
        depth = Math.max(0, depth - 1)
        breakLine()
      }
      line.push({ kind: 'plain', text: token })
    } else if (token === ',') {
      line.push({ kind: 'plain', text: token })
      breakLine()
    } else if (token === ':') {
      line.push({ kind: 'plain', text: ': ' })
    } else if (token.trim() !== '') {
      line.push({ kind: kindOf(token, source, end), text: token })
    }
  }
  if (line.length > 0 && lines.length < maxLines) lines.push(line)
  return { lines, isCut }
}

const KEY_AFTER = /\s*:/y

function kindOf(token: string, source: string, end: number): TokenKind {
  if (token.startsWith('"')) {
    KEY_AFTER.lastIndex = end
    return KEY_AFTER.test(source) ? 'key' : 'string'
  }
  if (/^-?\d/.test(token)) return 'number'
  return token === 'true' || token === 'false' || token === 'null' ? 'word' : 'plain'
}

/** Whether a body looks like JSON, by its first character. */
export function looksLikeJson(text: string): boolean {
  return /^[\s\ufeff]*[{[]/.test(text)
}
