import { clip } from './values.ts'

const numbers = new Intl.NumberFormat('en-GB')

/** A count with its thousands marked: `12,480`. */
export function formatCount(count: number): string {
  return count >= 0 && count < 1000 && Number.isInteger(count) ? String(count) : numbers.format(count)
}

/** The form of a word that goes with a count: `attempt` or `attempts`, `is` or `are`. */
export function formFor(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many
}

/** `1 attempt`, `3 attempts`. */
export function plural(count: number, one: string, many?: string): string {
  return `${formatCount(count)} ${formFor(count, one, many)}`
}

/** `a`, `a and b`, `a, b and c`; what goes beyond `most` is counted. Long items are clipped. */
export function listed(items: readonly string[], most = 6): string {
  const shown = items.slice(0, most).map((item) => clip(item, 80))
  const rest = items.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${formatCount(rest)} more`
  return joined(shown, 'and')
}

/** `a`, `a or b`, `a, b or c`. */
export function either(items: readonly string[]): string {
  return joined(items, 'or')
}

function joined(items: readonly string[], word: 'and' | 'or'): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${word} ${last}`
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** For use inside a sentence; an abbreviation keeps its capitals. */
export function uncapital(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
