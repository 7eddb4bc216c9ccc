import type { PosternError, ErrorCode } from '../contract/errors.ts'
import { clip } from '../contract/values.ts'
import { formatCount, plural } from '../contract/words.ts'

/**
 * The result of a tool. Postern wrote every text in it, or chose it from a closed list. Whatever a server, a program or a file said
 * is in `untrusted` alone, also where Postern quotes it.
 */
export interface Answer {
  [field: string]: unknown
  untrusted?: unknown
}

/** A result as the protocol has it. */
export interface ToolResult {
  [field: string]: unknown
  content: { type: 'text'; text: string }[]
  isError?: true
}

/** Longest text of a result, in characters. */
export const LONGEST_TEXT = 8000
/** Texts stay at least as long while entries of lists are left out. */
const SHORTEST_TEXT = 400

/** The result as one line of JSON within `LONGEST_TEXT`. Where something is cut, the field `cut` says so. */
export function resultOf(answer: Answer): ToolResult {
  return { content: [{ type: 'text', text: fitted(answer) }] }
}

/** An error in words that help: what happened, why, and what to do. */
export function errorOf(code: ErrorCode, message: string, remedy: string): ToolResult {
  const [what = '', ...why] = message.split(/(?<=\.) (?=[A-Z])/)
  const error = { code, what, ...(why.length > 0 && { why: why.join(' ') }), do: remedy }
  return { content: [{ type: 'text', text: fitted({ error }) }], isError: true }
}

export function resultOfError(error: PosternError): ToolResult {
  return errorOf(error.code, error.message, error.remedy)
}

function fitted(answer: Answer): string {
  const whole = JSON.stringify(answer)
  if (whole.length <= LONGEST_TEXT) return whole
  const longest = bound((text) => JSON.stringify(cutTo(answer, text, Infinity)), SHORTEST_TEXT, LONGEST_TEXT)
  if (longest !== null) return longest
  const most = bound((count) => JSON.stringify(cutTo(answer, SHORTEST_TEXT, count)), 1, LONGEST_TEXT)
  return most ?? JSON.stringify(cutTo(answer, 40, 3)).slice(0, LONGEST_TEXT)
}

/** The text for the greatest number that still fits; null where the least does not. */
function bound(textFor: (size: number) => string, least: number, most: number): string | null {
  let [low, high] = [least, most]
  let found: string | null = null
  while (low <= high) {
    const size = Math.floor((low + high) / 2)
    const text = textFor(size)
    if (text.length <= LONGEST_TEXT) [found, low] = [text, size + 1]
    else high = size - 1
  }
  return found
}

/** The answer with no text longer and no list with more entries, and a sentence about what that left out. */
function cutTo(answer: Answer, longest: number, most: number): Answer {
  let [characters, entries] = [0, 0]
  const cut = (value: unknown): unknown => {
    if (typeof value === 'string') {
      characters += Math.max(0, value.length - longest)
      return clip(value, longest)
    }
    if (Array.isArray(value)) {
      entries += Math.max(0, value.length - most)
      return value.slice(0, most).map(cut)
    }
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, cut(part)]))
  }
  const { untrusted, ...own } = answer
  const shown = { own: cut(own) as Answer, untrusted: cut(untrusted) }
  const lost = [
    characters > 0 ? plural(characters, 'character') : '',
    entries > 0 ? plural(entries, 'entry', 'entries') : '',
  ].filter((each) => each !== '')
  return {
    ...shown.own,
    cut: `Postern left out ${lost.join(' and ')}. A result has up to ${formatCount(LONGEST_TEXT)} characters. Ask for one part or for fewer entries.`,
    ...(untrusted !== undefined && { untrusted: shown.untrusted }),
  }
}
