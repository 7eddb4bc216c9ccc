import { jsonrepair } from 'jsonrepair'
import { parseJson } from '../contract/values.ts'

/** A value, and how its text had to be read. */
export interface ReadValue {
  value: unknown
  /** The text of the value as JSON; null where it was not JSON. */
  json: string | null
  note: string | null
  /** Whoever printed it left parts out. */
  isPartial: boolean
}

/** Longer texts are read as JSON alone. */
const LONGEST_REPAIRED = 256 * 1024

/** Names that an object must mention before it is worth the trouble to read it as anything but JSON. */
const WORTH_READING = /errorMessage|isSuccess|errors|message|statusCode|status_code|title|detail|status|code/i

/** How a text may be read: as JSON, or as what a program prints in its own language. */
export type Strictness = 'json' | 'near'

/** Reads an object as JSON whose lines may be broken, or as something near to it. */
export function readObjectText(text: string, strictness: Strictness): ReadValue | null {
  const value = parseJson(text)
  if (value !== undefined) return { value, json: text, note: null, isPartial: false }
  if (text.length > LONGEST_REPAIRED || !WORTH_READING.test(text)) return null
  return readWrapped(text) ?? (strictness === 'near' ? readDialect(text) : null)
}

/** Lines that a terminal broke have one width; elsewhere a line is broken in place of a space. */
function readWrapped(text: string): ReadValue | null {
  if (!text.includes('\n')) return null
  const lines = text.split(/\r?\n/)
  const inner = lines.slice(1, -1)
  const isOfOneWidth = inner.length > 0 && inner.every((line) => line.length === inner[0]?.length)
  const ways = [lines.join(''), lines.map((line) => line.trim()).join(' ')]
  for (const json of isOfOneWidth || lines.length === 2 ? ways : ways.reverse()) {
    const value = parseJson(json)
    if (value !== undefined)
      return { value, json, note: 'Postern joined lines that were broken.', isPartial: false }
  }
  return null
}

interface Dialect {
  name: string
  isWrittenIn: RegExp
}

const DIALECTS: readonly Dialect[] = [
  { name: 'a Ruby hash', isWrittenIn: /=>|\bnil\b/ },
  { name: 'a Python dictionary', isWrittenIn: /:\s*(?:None|True|False)\b|'\w+'\s*:/ },
  { name: 'typographic quotes', isWrittenIn: /[“”‘’„«»]/ },
  { name: 'the output of a JavaScript console', isWrittenIn: /[{,]\s*\w+\s*:/ },
]

/** Placeholders for what was too deep or too long to be printed. */
const LEFT_OUT = /\[(?:Object|Array|Circular[^\]]{0,20}|Getter|Function[^\]]{0,80})\]|\.{3} \d+ more items?/

const OUTSIDE: readonly (readonly [RegExp, string])[] = [
  [/\.{3} \d+ more items?/g, ''],
  [/\[\s*\[(?:Object|Array)\]\s*,?\s*\]/g, '[]'],
  [/\[(?:Object|Array|Circular[^\]]{0,20}|Getter|Function[^\]]{0,80})\]/g, 'null'],
  [/\[Object: null prototype\]|<ref \*\d+>/g, ''],
  [/\b(?:undefined|nil|NaN)\b/g, 'null'],
  [/:(\w+)\s*=>/g, '"$1": '],
  [/=>/g, ': '],
  [/\b[A-Z]\w*(?:\(\d+\))?\s*(?=[{[])/g, ''],
]

/** The language that a text is written in, where it is not JSON. */
export function dialectOf(text: string): string | undefined {
  return DIALECTS.find(({ isWrittenIn }) => isWrittenIn.test(text))?.name
}

function readDialect(text: string): ReadValue | null {
  const plain = outsideStrings(text, (part) =>
    OUTSIDE.reduce((done, [pattern, by]) => done.replace(pattern, by), part),
  )
  const value = repaired(plain)
  if (value === undefined) return null
  const name = dialectOf(text)
  const note = name === undefined ? 'Postern repaired damaged JSON.' : `Postern read ${name} as JSON.`
  return { value, json: null, note, isPartial: LEFT_OUT.test(text) }
}

/** The value of a text that is nearly JSON; undefined where it is not. */
export function repaired(text: string): unknown {
  try {
    return parseJson(jsonrepair(text))
  } catch {
    return undefined
  }
}

const STRINGS = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/g

function outsideStrings(text: string, change: (part: string) => string): string {
  let done = ''
  let from = 0
  for (const found of text.matchAll(STRINGS)) {
    done += change(text.slice(from, found.index)) + found[0]
    from = found.index + found[0].length
  }
  return done + change(text.slice(from))
}
