import type { BodyComparison } from '../contract/comparison.ts'
import { clip, parseJson } from '../contract/values.ts'
import { diffJson } from './jsonDiff.ts'

const LONGEST_LINE = 300

/**
 * Compares two bodies: by their structure where both are JSON, else up to the first line that differs. The first `skip`
 * changes are counted and not listed.
 */
export function compareBodies(before: string | null, after: string | null, skip = 0): BodyComparison {
  const left = before ?? ''
  const right = after ?? ''
  if (left === right) return { kind: 'equal' }
  if (left === '') return { kind: 'missing', side: 'before' }
  if (right === '') return { kind: 'missing', side: 'after' }
  const [a, b] = [parseJson(left), parseJson(right)]
  if (a === undefined || b === undefined)
    return { kind: 'text', firstDifference: firstDifference(left, right) }
  const diff = diffJson(a, b, { skip })
  const { added, removed, changed } = diff.counts
  if (added + removed + changed + diff.setAside.length > 0) return { kind: 'json', diff }
  return {
    kind: 'written-otherwise',
    sentence: 'The values are the same. Only spacing, order or the last digits of long numbers differ.',
  }
}

function firstDifference(left: string, right: string) {
  let at = 0
  let line = 1
  let start = 0
  while (at < left.length && at < right.length && left.charCodeAt(at) === right.charCodeAt(at)) {
    if (left.charCodeAt(at) === 10) {
      line += 1
      start = at + 1
    }
    at += 1
  }
  return { line, before: lineAt(left, start), after: lineAt(right, start) }
}

/** The line that begins there; null where the text has ended. */
function lineAt(text: string, start: number): string | null {
  if (start >= text.length) return null
  const end = text.indexOf('\n', start)
  return clip(text.slice(start, end === -1 ? start + LONGEST_LINE + 1 : end), LONGEST_LINE)
}
