import { REDACTED } from '../contract/recorded.ts'
import { cut, type Range } from './ranges.ts'
import type { SecretFinder } from './secretFinder.ts'
import { findByShape } from './secretPatterns.ts'

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

/** For a text that was cut: the end of it that begins a secret goes too. */
export function redactCutOff(text: string, findCutOff: SecretFinder): string {
  const found: Range[] = []
  findCutOff(text, found)
  findCutToken(text, found)
  const ranges = outsideMarks(text, found)
  return ranges.length === 0 ? text : cut(text, ranges)
}

/** Longer than any token that is sent in a header. */
const LONGEST_TOKEN = 65_536
const SHORTEST_TOKEN = 8

/** A JSON Web Token of which only the beginning has come. */
function findCutToken(text: string, ranges: Range[]): void {
  let from = text.length
  while (from > Math.max(0, text.length - LONGEST_TOKEN) && /[\w.-]/.test(text.charAt(from - 1))) from -= 1
  const start = text.indexOf('eyJ', from)
  if (start !== -1 && text.length - start >= SHORTEST_TOKEN) ranges.push({ start, end: text.length })
}

function redactOnce(text: string, finder: SecretFinder): string {
  const found: Range[] = []
  finder(text, found)
  const ranges = outsideMarks(text, found)
  findByShape(text, ranges)
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
