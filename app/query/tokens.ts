/** One value of a term; quotes are taken off. */
export interface Value {
  text: string
  isQuoted: boolean
  start: number
  end: number
}

/** One term as it stands in the text: `-status:4xx,5xx`, `word`, `"a phrase"`. */
export interface Token {
  start: number
  end: number
  negated: boolean
  /** In lower case; null for free words. */
  field: string | null
  /** Where the values begin. */
  valueStart: number
  values: Value[]
  /** Where a quote stands that is never closed. */
  openQuote: number | null
}

const SPACE = /\s/
/** Letters and a colon, but not the beginning of an address. */
const FIELD = /([A-Za-z][A-Za-z-]{0,30}):(?!\/\/)/y

/** Cuts a query into its terms, in one pass. It never fails: what makes no sense is for the parser to say. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) {
      at += 1
      continue
    }
    const token = readToken(text, at)
    tokens.push(token)
    at = token.end
  }
  return tokens
}

function readToken(text: string, start: number): Token {
  let at = start
  const negated = text[at] === '-' && at + 1 < text.length && !SPACE.test(text.charAt(at + 1))
  if (negated) at += 1
  FIELD.lastIndex = at
  const found = FIELD.exec(text)
  if (found) at += found[0].length
  const token: Token = {
    start,
    end: at,
    negated,
    field: found?.[1]?.toLowerCase() ?? null,
    valueStart: at,
    values: [],
    openQuote: null,
  }
  const isList = token.field !== null
  for (;;) {
    const value = readValue(text, at, isList, token)
    token.values.push(value)
    at = value.end
    if (!isList || text[at] !== ',') break
    at += 1
  }
  token.end = at
  return token
}

function readValue(text: string, start: number, isList: boolean, token: Token): Value {
  if (text[start] === '"') {
    const close = text.indexOf('"', start + 1)
    if (close !== -1) return { text: text.slice(start + 1, close), isQuoted: true, start, end: close + 1 }
    token.openQuote = start
    return { text: text.slice(start + 1), isQuoted: true, start, end: text.length }
  }
  let end = start
  while (end < text.length && !SPACE.test(text.charAt(end))) {
    if (isList && text[end] === ',') break
    end += 1
  }
  return { text: text.slice(start, end), isQuoted: false, start, end }
}
