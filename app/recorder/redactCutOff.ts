import { cut, outsideMarks, type Range } from '../shapes/ranges.ts'
import { SHORTEST_SECRET } from './secretForms.ts'
import type { CutOffFinder } from './cutOffFinder.ts'

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
