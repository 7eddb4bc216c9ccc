/** What stands where a secret was. It holds no quote and no backslash, so that JSON stays JSON. */
export const MARK = '[redacted]'

/** A part of a text, from `start` up to but without `end`, and what takes its place. */
export interface Range {
  start: number
  end: number
  /** MARK unless said otherwise. */
  by?: string
}

/** Replaces the ranges; those that touch one another become one mark. */
export function cut(text: string, ranges: Range[]): string {
  ranges.sort((a, b) => a.start - b.start || b.end - a.end)
  let result = ''
  let from = 0
  for (let at = 0; at < ranges.length;) {
    const first = ranges[at]
    if (!first) break
    let end = first.end
    let next = at + 1
    for (let range = ranges[next]; range && range.start <= end; range = ranges[++next])
      end = Math.max(end, range.end)
    const start = Math.max(from, startOfEscape(text, first.start))
    end = endOfEscape(text, end)
    result += text.slice(from, start) + (first.by ?? MARK)
    from = end
    at = next
  }
  return result + text.slice(from)
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
