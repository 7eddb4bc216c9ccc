import type { Exchange } from '../contract/exchange.ts'
import { isObject, own, parseJson } from '../contract/values.ts'

/** One record of a response: what its fields say, as text. */
export type CsvRecord = ReadonlyMap<string, CsvCell>

export interface CsvCell {
  readonly text: string
  /** A number is no formula, whatever its sign. */
  readonly isNumber: boolean
}

/** The name of the one column of records that have no fields. */
const BARE = 'value'

/**
 * The records of the last response: what its data lists, or the one record that it holds. Null where there is none, or the
 * body is cut.
 */
export function recordsOf({ attempts }: Pick<Exchange, 'attempts'>): CsvRecord[] | null {
  const response = attempts.findLast(({ purpose }) => purpose === 'request')?.response ?? null
  if (response === null || response.truncated) return null
  const body = parseJson(withNumbersKept(response.body.replace(/^\ufeff/, '')))
  const data = isObject(body) && Object.hasOwn(body, 'data') ? own(body, 'data') : body
  if (Array.isArray(data)) return data.map(recordOf)
  return isObject(data) ? [recordOf(data)] : null
}

function recordOf(value: unknown): CsvRecord {
  if (!isObject(value)) return new Map([[BARE, cellOf(value)]])
  return new Map(Object.entries(value).map(([name, field]) => [name, cellOf(field)]))
}

function cellOf(value: unknown): CsvCell {
  if (value === null) return { text: '', isNumber: false }
  if (typeof value === 'number') return { text: String(value), isNumber: true }
  if (typeof value === 'string') {
    const kept = value.startsWith(MARK) ? value.slice(MARK.length) : ''
    return NUMBER.test(kept) ? { text: kept, isNumber: true } : { text: value, isNumber: false }
  }
  return { text: JSON.stringify(value).replaceAll(KEPT_IN_JSON, '$1'), isNumber: false }
}

/** Numbers that JavaScript would write otherwise, such as `12345678901234567890` or `1.0`, go through as texts of this form. */
const MARK = '\0number '
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const KEPT_IN_JSON = /"\\u0000number (-?\d[\d.eE+-]*)"/g
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

function withNumbersKept(json: string): string {
  return json.replace(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : JSON.stringify(MARK + token),
  )
}
