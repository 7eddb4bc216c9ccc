import { parseQuery } from './parse.ts'
import { tokenize } from './tokens.ts'

export interface Beginnings {
  /** The same query, but each of its words may go on. */
  query: string
  words: string[]
}

/** Lets the words of a query be beginnings of words; null when it has none that could be. Phrases stay as they are. */
export function withBeginnings(text: string): Beginnings | null {
  const words = tokenize(text).flatMap(({ field, negated, values: [value] }) => {
    const isWord = field === null && !negated && value !== undefined && !value.isQuoted
    return isWord && !value.text.endsWith('*') && hasNoMistake(`${value.text}*`) ? [value] : []
  })
  if (words.length === 0) return null
  const query = words.reduceRight((all, { end }) => `${all.slice(0, end)}*${all.slice(end)}`, text)
  return hasNoMistake(query) ? { query, words: words.map((word) => word.text) } : null
}

/** A word is never a time, so that it does not matter when this is. */
function hasNoMistake(text: string): boolean {
  return parseQuery(text, 0).errors.length === 0
}
