import type { Endpoint, Parameter } from '../../../app/catalog/endpoint.ts'
import { remarkOn } from '../../../app/catalog/parameterValue.ts'
import {
  pathPieces,
  queryPieces,
  withAdded,
  withName,
  withoutPiece,
  withPathValue,
  withValue,
  type QueryPiece,
} from './targetText.ts'

/** A parameter that the catalog knows, with what the target says for it. */
interface KnownRow {
  readonly parameter: Parameter
  /** Null when it is left out. */
  readonly value: string | null
  readonly remark: string | null
}

/** A part of the query that the catalog does not know; the last one is always blank, to be written into. */
export interface FreeRow {
  readonly name: string
  readonly value: string
}

interface ParameterRows {
  readonly known: readonly KnownRow[]
  /** By their place in the query, so that a row stays itself while another is written. */
  readonly free: ReadonlyMap<number, FreeRow>
}

const FIELDS = new Set<Parameter['in']>(['path', 'query'])

/**
 * The target's text as a form. `held` is the place of a free row that somebody is writing in: it stays free
 * even when its name has become one that the catalog knows.
 */
export function parameterRows(
  endpoint: Endpoint | undefined,
  target: string,
  held: number | null = null,
): ParameterRows {
  const pieces = queryPieces(target)
  const fields = endpoint?.parameters.filter((parameter) => FIELDS.has(parameter.in)) ?? []
  const taken = new Set<number>()
  const known = fields.map((parameter): KnownRow => {
    let value: string | null
    if (endpoint && parameter.in === 'path') {
      value = pathPieces(target, endpoint.path).find(({ name }) => name === parameter.name)?.value || null
    } else {
      const at = pieces.findIndex(({ name }, index) => name === parameter.name && index !== held)
      taken.add(at)
      value = pieces[at]?.value ?? null
    }
    return { parameter, value, remark: remarkOn(parameter, value) }
  })
  const free = [...pieces, { name: '', value: '' }]
    .map(({ name, value }, index): [number, FreeRow] => [index, { name, value }])
    .filter(([index]) => !taken.has(index))
  return { known, free: new Map(free) }
}

/** The target with a known parameter's value; null leaves it out. */
export function withParameter(
  endpoint: Endpoint,
  target: string,
  { name, in: place }: Parameter,
  value: string | null,
): string {
  if (place === 'path') {
    const piece = pathPieces(target, endpoint.path).find((candidate) => candidate.name === name)
    return piece ? withPathValue(target, piece, value ?? '') : target
  }
  const piece = queryPieces(target).find((candidate) => candidate.name === name)
  if (value === null) return piece ? withoutPiece(target, piece) : target
  return piece ? withValue(target, piece, value) : withAdded(target, name, value)
}

/** The target with another name or value in a free row; writing into the blank one adds it. */
export function withFree(target: string, at: number, { name, value }: Partial<FreeRow>): string {
  let written = target
  if (!queryPieces(target)[at]) written = withAdded(target, '', '')
  if (name !== undefined) written = changed(written, at, (piece) => withName(written, piece, name))
  if (value !== undefined) written = changed(written, at, (piece) => withValue(written, piece, value))
  return written
}

export function withoutFree(target: string, at: number): string {
  return changed(target, at, (piece) => withoutPiece(target, piece))
}

function changed(target: string, at: number, change: (piece: QueryPiece) => string): string {
  const piece = queryPieces(target)[at]
  return piece ? change(piece) : target
}

/** A date or time of ISO 8601 as a field of type `datetime-local` takes it, in UTC; empty when it is none. */
export function utcForPicker(value: string): string {
  if (!/^\d{4}-\d{2}-\d{2}/.test(value)) return ''
  const at = Date.parse(/T[\d:.]+$/.test(value) ? `${value}Z` : value)
  return Number.isNaN(at) ? '' : new Date(at).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)
}
