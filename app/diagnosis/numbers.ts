import { below } from '../contract/jsonPath.ts'

export interface UnsafeInteger {
  /** JSONPath of the number. */
  path: string
  /** As it stands in the body. */
  written: string
  /** What it becomes when JavaScript reads it. */
  read: number
}

const FEWEST_DIGITS = 16
const LAST_EXACT = 2 ** 53
const MAX_REPORTED = 20
const MAX_VISITED = 2_000_000
const MAX_DEPTH = 500

const isDigit = (code: number) => code >= 48 && code <= 57

/**
 * Integers in a JSON text that a double cannot hold. A run of 16 digits covers a place whose number is a
 * multiple of 16, so the text is looked at in steps of 16; the values are walked only if such a run is found.
 */
export function findUnsafeIntegers(text: string, value: unknown): UnsafeInteger[] {
  const candidates = new Map<number, string>()
  for (let at = 0; at < text.length && candidates.size < 1000; at += FEWEST_DIGITS) {
    if (!isDigit(text.charCodeAt(at))) continue
    let start = at
    while (start > 0 && isDigit(text.charCodeAt(start - 1))) start -= 1
    let end = at + 1
    while (end < text.length && isDigit(text.charCodeAt(end))) end += 1
    if (end - start >= FEWEST_DIGITS) addCandidate(candidates, text, start, end)
    at = end - (end % FEWEST_DIGITS)
  }
  return candidates.size === 0 ? [] : locate(candidates, value)
}

function addCandidate(candidates: Map<number, string>, text: string, start: number, end: number): void {
  const before = text.charAt(start - 1)
  const after = text.charAt(end)
  if (before === '.' || before === '"' || after === '.' || after === '"' || /\w/.test(after)) return
  if (/[\w+]/.test(before) || end - start > 400) return
  const written = (before === '-' ? '-' : '') + text.slice(start, end)
  const read = Number(written)
  if (Math.abs(read) > LAST_EXACT || (Math.abs(read) === LAST_EXACT && BigInt(written) !== BigInt(read)))
    candidates.set(read, written)
}

/** Finds the candidates among the values: those within strings are none. Iterative, for bodies nested deep. */
function locate(candidates: Map<number, string>, root: unknown): UnsafeInteger[] {
  const found: UnsafeInteger[] = []
  const stack: Array<{ value: unknown; path: string; depth: number }> = [{ value: root, path: '$', depth: 0 }]
  for (let visited = 0; visited < MAX_VISITED && found.length < MAX_REPORTED; visited += 1) {
    const top = stack.pop()
    if (!top) break
    const { value, path, depth } = top
    if (typeof value === 'number') {
      const written = candidates.get(value)
      if (written !== undefined) found.push({ path, written, read: value })
    } else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH) {
      const children = Array.isArray(value)
        ? value.map((child: unknown, at) => ({ value: child, path: below(path, at), depth: depth + 1 }))
        : Object.entries(value).map(([name, child]) => ({
            value: child,
            path: below(path, name),
            depth: depth + 1,
          }))
      for (let at = children.length - 1; at >= 0; at -= 1) {
        const child = children[at]
        if (child && (typeof child.value === 'number' || typeof child.value === 'object')) stack.push(child)
      }
    }
  }
  return found
}
