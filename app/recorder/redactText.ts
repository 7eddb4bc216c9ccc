import { REDACTED } from '../contract/recorded.ts'
import { cut, type Range } from './ranges.ts'
import type { SecretFinder } from './secretFinder.ts'
import { SHORTEST_SECRET } from './secretForms.ts'
import { findSecrets } from './secretPatterns.ts'
import type { CutOffFinder } from './cutOffFinder.ts'

/**
 * Taking one secret out may uncover another, such as the rest of a cookie whose value held a quote; so a text is read
 * until nothing more is found. More often than this it takes a text that was made to need it.
 */
const MOST_READINGS = 6

export function redactFully(text: string, finder: SecretFinder): string {
  let before = text
  for (let reading = 1; reading <= MOST_READINGS; reading += 1) {
    const after = redactOnce(before, finder)
    if (after === before) break
    before = after
  }
  return before
}

/** For a text that was cut: the end of it that may begin a secret goes too. */
export function redactCutOff(text: string, findCutOff: CutOffFinder): string {
  const found: Range[] = []
  findCutOff(text, found)
  findCutWord(text, found)
  const ranges = outsideMarks(text, found)
  return ranges.length === 0 ? text : cut(text, ranges)
}

/** Longer than any token that is sent in a header. */
const LONGEST_WORD = 65_536
const BREAK = /[\s"'<>{}[\](),]/

/**
 * The last word goes whether it begins a known secret or not. It may begin one that nobody knows; and whoever can have
 * a text repeated and cut would learn a known one letter by letter from what goes and what stays.
 */
function findCutWord(text: string, ranges: Range[]): void {
  let start = text.length
  while (start > Math.max(0, text.length - LONGEST_WORD) && !BREAK.test(text.charAt(start - 1))) start -= 1
  if (text.length - start >= SHORTEST_SECRET) ranges.push({ start, end: text.length })
}

function redactOnce(text: string, finder: SecretFinder): string {
  const { known, shaped } = findSecrets(text, finder)
  const ranges = [...outsideMarks(text, known), ...shaped]
  return ranges.length === 0 ? text : cut(text, ranges)
}

/** A secret that begins or ends like the mark must not eat into one that stands there already. */
function outsideMarks(text: string, ranges: Range[]): Range[] {
  if (ranges.length === 0 || !text.includes(REDACTED)) return ranges
  return ranges.filter(({ start, end }) => {
    const mark = text.indexOf(REDACTED, Math.max(0, start - REDACTED.length + 1))
    return mark === -1 || mark >= end
  })
}
