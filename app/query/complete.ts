import { fieldNamed, FIELDS, type KnownValue } from './fields.ts'
import { tokenize, type Value } from './tokens.ts'

/** Values that only the history knows, by field: `{ key: ['site-7'], route: ['/api/external/sites'] }`. */
export type KnownValues = Partial<Record<string, readonly string[]>>

export interface Candidate {
  /** What stands in place of the text from `start` to `end`. */
  insert: string
  label: string
  description: string
}

interface Completion {
  start: number
  end: number
  candidates: Candidate[]
}

const MOST = 20

/** What could be written at the cursor: names of fields, or values of the field it stands in. Never throws. */
export function complete(text: string, cursor: number, known: KnownValues = {}): Completion {
  const at = Math.max(0, Math.min(cursor, text.length))
  const token = tokenize(text).find(({ start, end }) => start < at && at <= end)
  if (!token) return { start: at, end: at, candidates: fieldCandidates('') }
  if (token.field === null || at < token.valueStart) {
    const start = token.start + (token.negated ? 1 : 0)
    if (token.values[0]?.isQuoted === true) return { start: at, end: at, candidates: [] }
    const end = token.field === null ? token.end : token.valueStart
    return { start, end, candidates: fieldCandidates(text.slice(start, at)) }
  }
  const value = token.values.find(({ start, end }) => start <= at && at <= end)
  const field = fieldNamed(token.field)
  if (!value || !field) return { start: at, end: at, candidates: [] }
  const own = (known[field.name] ?? []).map((one) => ({ value: one, description: '' }))
  return {
    start: value.start,
    end: value.end,
    candidates: valueCandidates([...own, ...field.values], typed(text, value, at)),
  }
}

function typed(text: string, { isQuoted, start }: Value, at: number): string {
  return text.slice(isQuoted ? Math.min(start + 1, at) : start, at).toLowerCase()
}

function fieldCandidates(beginning: string): Candidate[] {
  const wanted = beginning.toLowerCase()
  return FIELDS.filter(({ name }) => name.startsWith(wanted.replace(/:$/, ''))).map(
    ({ name, description, example }) => ({
      insert: `${name}:`,
      label: `${name}:`,
      description: `${description}, for example ${example}`,
    }),
  )
}

/** Those that begin with what is typed come before those that only contain it. */
function valueCandidates(values: readonly KnownValue[], wanted: string): Candidate[] {
  const seen = new Set<string>()
  const fitting = values.filter(({ value }) => {
    if (seen.has(value) || !value.toLowerCase().includes(wanted)) return false
    seen.add(value)
    return true
  })
  const isFirst = ({ value }: KnownValue) => value.toLowerCase().startsWith(wanted)
  return [...fitting.filter(isFirst), ...fitting.filter((value) => !isFirst(value))]
    .slice(0, MOST)
    .map(({ value, description }) => ({
      insert: /[\s,"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value,
      label: value,
      description,
    }))
}
