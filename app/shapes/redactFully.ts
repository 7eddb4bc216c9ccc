import { cut, outsideMarks } from './ranges.ts'
import { findSecrets, NOTHING_KNOWN, type SecretFinder } from './secretPatterns.ts'

/**
 * Taking one secret out may uncover another, such as the rest of a cookie whose value held a quote; so a text is read
 * until nothing more is found. More often than this it takes a text that was made to need it.
 */
const MOST_READINGS = 6

export function redactFully(text: string, finder = NOTHING_KNOWN): string {
  let before = text
  for (let reading = 1; reading <= MOST_READINGS; reading += 1) {
    const after = redactOnce(before, finder)
    if (after === before) break
    before = after
  }
  return before
}

function redactOnce(text: string, finder: SecretFinder): string {
  const { known, shaped } = findSecrets(text, finder)
  const ranges = [...outsideMarks(text, known), ...shaped]
  return ranges.length === 0 ? text : cut(text, ranges)
}
