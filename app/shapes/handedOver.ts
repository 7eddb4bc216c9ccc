import type { HandedSecret } from '../contract/handedSecret.ts'
import { isBlanked } from '../contract/recorded.ts'
import { SHORTEST_FOUND } from '../contract/secretNames.ts'
import { parseJson } from '../contract/values.ts'
import type { Range } from './ranges.ts'
import { findByShape } from './secretPatterns.ts'

/**
 * The secrets that a body holds, by the same names and shapes that redaction goes by. Of a body that was cut, a secret at
 * the cut is left out: nobody knows its end.
 */
export function secretsIn(body: string, isCut: boolean): HandedSecret[] {
  const ranges = whole(findByShape(body)).filter(({ end }) => !isCut || end < body.length)
  const isJson = parseJson(body) !== undefined
  const found = ranges.map(({ start, end, name = 'secret' }) => {
    const written = body.slice(start, end)
    return { name, value: isJson ? unescaped(written) : written }
  })
  return found.filter(
    ({ value }, at) =>
      value.length >= SHORTEST_FOUND &&
      !isBlanked(value) &&
      found.findIndex((other) => other.value === value) === at,
  )
}

/** What overlaps is one secret, which goes by the name that was found first. */
function whole(ranges: readonly Range[]): Range[] {
  const result: Range[] = []
  for (const range of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1)
    if (last && range.start < last.end) last.end = Math.max(last.end, range.end)
    else result.push({ ...range })
  }
  return result
}

function unescaped(written: string): string {
  const value = parseJson(`"${written}"`)
  return typeof value === 'string' ? value : written
}
