import { plainName } from '../names.ts'

/** How many letters have to be put in, left out, changed or swapped; `limit` or more is not counted further. */
export function distance(first: string, second: string, limit: number): number {
  if (Math.abs(first.length - second.length) >= limit) return limit
  // Paths begin alike, and what is alike costs nothing.
  let same = 0
  while (same < first.length && first[same] === second[same]) same += 1
  const a = first.slice(same)
  const b = second.slice(same)
  let before: number[] = []
  let row = [0]
  while (row.length <= b.length) row.push(row.length)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    let fewest = i
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = isSwap ? (before[j - 2] ?? 0) + 1 : limit
      const slips = Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
      fewest = Math.min(fewest, slips)
      next.push(slips)
    }
    // What reaches back over this row is a swap, and the row before was one less at the most.
    if (fewest >= limit) return limit
    before = row
    row = next
  }
  return row[b.length] ?? limit
}

const LONGEST_WORD = 60

/** The word that a value was most likely meant to be; null when none comes near. */
export function nearestWord(value: string, words: readonly string[]): string | null {
  const plain = plainName(value)
  if (plain.length < 2 || value.length > LONGEST_WORD) return null
  const slips = Math.max(1, Math.floor(plain.length / 3)) + 1
  let best: string | null = null
  let fewest = slips
  for (const word of words.slice(0, 200)) {
    const other = plainName(word)
    const isBeginning =
      other.length > 2 && (plain.startsWith(other) || (plain.length > 2 && other.startsWith(plain)))
    const apart = plain === other ? 0 : isBeginning ? 1 : distance(plain, other.slice(0, LONGEST_WORD), slips)
    if (apart < fewest) {
      fewest = apart
      best = word
    }
  }
  return best
}

const MOST_TYPOS = 3
const LONGEST_PATH = 80

/**
 * The template that differs from a route by a slip or two, with the ids of the path; null when none comes near. What a
 * base URL or a proxy has put ahead of `/api/` is passed over.
 */
export function nearestPath(route: string, path: string, templates: readonly string[]): string | null {
  const asked = route.slice(Math.max(0, route.lastIndexOf('/api/'))).toLowerCase()
  if (asked.length > LONGEST_PATH) return null
  let best: string | null = null
  let fewest = MOST_TYPOS + 1
  for (const template of templates.slice(0, 500)) {
    const slips = distance(asked, template.toLowerCase().slice(0, LONGEST_PATH), fewest)
    if (slips > 0 && slips < fewest) {
      fewest = slips
      best = template
    }
  }
  return best === null ? null : filled(best, route, path)
}

/** The template with what the path has where its route has a name; as it is where the names do not fit together. */
function filled(template: string, route: string, path: string): string {
  const names = route.split('/')
  const ids = path.split('/').filter((_, at) => names[at]?.startsWith('{'))
  const open = template.match(/\{[^}]*\}/g) ?? []
  return open.length === ids.length ? template.replace(/\{[^}]*\}/g, () => ids.shift() ?? '') : template
}
