import { REDACTED } from '../contract/recorded.ts'

/** A part of a text, from `start` up to but without `end`, and what takes its place. */
export interface Range {
  start: number
  end: number
  /** REDACTED unless said otherwise. */
  by?: string
  /** What a secret that was found by its shape goes by, such as `apiKey` or `bearer`. */
  name?: string
}

/** Finds ranges by a pattern. */
export interface Shape {
  /** A text without it has none of these; null where one of SCHEMES has to be there. */
  sign: string | null
  /** Its first group is the secret; without groups the whole match. Linear in the text. */
  pattern: RegExp
  name: string
  accepts?: (value: string) => boolean
}

/** Replaces the ranges; those that touch one another become one mark. */
export function cut(text: string, ranges: readonly Range[]): string {
  let result = ''
  let from = 0
  for (const { start, end, by } of merged(ranges)) {
    result += text.slice(from, Math.max(from, startOfEscape(text, start))) + (by ?? REDACTED)
    from = endOfEscape(text, end)
  }
  return result + text.slice(from)
}

function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = []
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (!last || range.start > last.end) {
      result.push({ ...range })
      continue
    }
    last.end = Math.max(last.end, range.end)
    if (range.by !== undefined) last.by ??= range.by
  }
  return result
}

/** A range must not begin behind the backslash of a JSON escape, or the rest would escape the mark. */
function startOfEscape(text: string, start: number): number {
  return backslashesBefore(text, start) % 2 === 1 ? start - 1 : start
}

function endOfEscape(text: string, end: number): number {
  return backslashesBefore(text, end) % 2 === 1 ? Math.min(end + 1, text.length) : end
}

export function backslashesBefore(text: string, position: number): number {
  let at = position
  while (at > 0 && text.charCodeAt(at - 1) === 92) at -= 1
  return position - at
}

/** A secret that begins or ends like the mark must not eat into one that stands there already. */
export function outsideMarks(text: string, ranges: Range[]): Range[] {
  if (ranges.length === 0 || !text.includes(REDACTED)) return ranges
  return ranges.filter(({ start, end }) => {
    const mark = text.indexOf(REDACTED, Math.max(0, start - REDACTED.length + 1))
    return mark === -1 || mark >= end
  })
}
