/**
 * The candidate that a mistyped word most likely means: three of its letters at most, and a third, are wrong, missing or swapped.
 * Null when none comes so close.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let found: string | null = null
  let fewest = Math.min(3, Math.max(1, Math.floor(word.replace(/^-+/, '').length / 3))) + 1
  for (const candidate of candidates) {
    const mistakes = mistakesBetween(word.slice(0, 64), candidate)
    if (mistakes < fewest) [found, fewest] = [candidate, mistakes]
  }
  return found
}

/** ` Did you mean …?`, or nothing. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const found = nearest(word, candidates)
  return found === null ? '' : ` Did you mean ${found}?`
}

/** The optimal string alignment distance. */
function mistakesBetween(left: string, right: string): number {
  let before: number[] = []
  let above = Array.from({ length: right.length + 1 }, (_, at) => at)
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= right.length; j += 1) {
      const isSame = left[i - 1] === right[j - 1]
      const isSwapped = left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]
      row[j] = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (before[j - 2] ?? Infinity) + 1 : Infinity,
      )
    }
    ;[before, above] = [above, row]
  }
  return above[right.length] ?? 0
}
