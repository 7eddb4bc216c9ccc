import type { Endpoint } from '../catalog/endpoint.ts'
import { pathValues } from '../catalog/routes.ts'
import { headerOf } from '../contract/headers.ts'
import { percentDecoded, type Target } from '../contract/url.ts'
import type { ApiRequest, ParameterError } from '../contract/exchange.ts'
import { findName, plainName, type NameTable } from './names.ts'
import { bodyFields, type BodyField } from './named.ts'
import { parametersByName } from './values/sentValues.ts'
import type { ListedError } from './bodyErrors.ts'
import { clip } from '../contract/values.ts'

type Candidate = Pick<ParameterError, 'in' | 'name' | 'value'>

const MOST_CANDIDATES = 1000
const MOST_TIED = 100

type NamedError = Pick<ListedError, 'field' | 'message'>

/** Finds what an error is about; empty where it names nothing that the request or its endpoint knows. */
export type ParameterFinder = (error: NamedError) => Candidate[]

export function parameterFinder(
  request: ApiRequest,
  target: Target,
  endpoint: Endpoint | undefined,
): ParameterFinder {
  // Most responses list no error, and need no table.
  let table: NameTable<Candidate> | undefined
  const found = new Map<NamedError, Candidate[]>()
  const find = ({ field, message }: NamedError): Candidate[] => {
    table ??= candidatesOf(request, target, endpoint)
    const byField = field === null || field === '' ? [] : findName(table, field)
    if (byField.length > 0) return byField
    const said = clip(message, 500)
    return findName(table, said, (each, start, end) => isMeantIn(said, each, start, end))
  }
  return (error) => {
    const known = found.get(error) ?? find(error)
    found.set(error, known)
    return known
  }
}

/**
 * Ties errors to the parameters and body fields that they name, in whatever spelling. Errors that name none,
 * or none that the request or its endpoint knows, are left out.
 */
export function tieErrors(
  errors: readonly NamedError[],
  find: ParameterFinder,
  untold: readonly ParameterError['in'][] = [],
): ParameterError[] {
  const tied: ParameterError[] = []
  for (const error of errors) {
    const said = clip(error.message, 500)
    for (const { in: place, name, value } of find(error)) {
      if (tied.length >= MOST_TIED) return tied
      const isKnown = tied.some((each) => each.name === name && each.in === place && each.message === said)
      const isUnknown = value === null && untold.includes(place)
      if (isKnown) continue
      const error: ParameterError = { message: said, in: place, name, value }
      if (isUnknown) error.isUnknown = true
      tied.push(error)
    }
  }
  return tied
}

/** Names that are everyday words: a sentence may well use them of something else. */
const EVERYDAY = new Set(['limit', 'filter', 'status', 'direction', 'event', 'uri', 'id', 'name', 'type'])
const AHEAD = /(?:^|["'“‘`$.[]|\b(?:parameter|field|value|argument|property|header)\s)\W{0,2}$/i
/** Words that make another thing of a name, such as "event bus" and "status page". */
const COMPOUND = /^\s(?:bus|store|hub|queue|source|log|service|engine|handler|stream|server|page)\b/i
const BEHIND = /^["'”’`\])]?\s*(?:[:=]|(?:is|are|was|must|should|may|can|cannot|has|needs|takes)\b)/i

/** "No limit was reached" and "the limit has been exceeded" are about no parameter. */
const NO_NAME_AHEAD = /\b(?:no|any|rate|size|the event of|in the)\s$/i
const NO_NAME_BEHIND =
  /^\s*(?:(?:is|was|has been|have been|were)\s+)?(?:reached|exceeded|hit|used)|^\s*(?:is|of|:)\s*\d[\d,.]* ?[a-z]/i

/** An everyday word is meant as a name where its value stands beside, it opens the sentence, is quoted, or is what "must" or "is". */
function isMeantIn(sentence: string, { name, value }: Candidate, start: number, end: number): boolean {
  if (!EVERYDAY.has(name.toLowerCase())) return true
  const before = sentence.slice(0, start)
  const after = sentence.slice(end)
  if (value !== null && value !== '' && holdsValue(sentence, value)) return true
  if (COMPOUND.test(after) || NO_NAME_AHEAD.test(before) || NO_NAME_BEHIND.test(after)) return false
  return AHEAD.test(before) || BEHIND.test(after)
}

function holdsValue(sentence: string, value: string): boolean {
  const at = sentence.toLowerCase().indexOf(value.toLowerCase())
  const isEdge = (character: string | undefined) => character === undefined || !/\w/.test(character)
  return at >= 0 && isEdge(sentence[at - 1]) && isEdge(sentence[at + value.length])
}

/** Everything that an error may be about: what was sent comes before what could have been. */
function candidatesOf(
  request: ApiRequest,
  target: Target,
  endpoint: Endpoint | undefined,
): NameTable<Candidate> {
  const table: NameTable<Candidate> = []
  let count = 0
  const add = (place: Candidate['in'], name: string, value: string | null, plain = plainName(name)) => {
    if (plain === '' || count >= MOST_CANDIDATES) return
    const initial = plain.charCodeAt(0)
    const alike = table[initial]
    if (alike?.some((each) => each.plain === plain)) return
    const entry = { plain, named: { in: place, name: clip(name, 200), value } }
    if (alike) alike.push(entry)
    else table[initial] = [entry]
    count += 1
  }
  for (const [name, value] of target.query) add('query', name, clip(value, 500))
  if (request.body) {
    for (const field of bodyFields(request.body)) {
      const path = field.path.slice(field.path.startsWith('$.') ? 2 : 1)
      add('body', path, textOf(field))
      if (path !== field.name) add('body', field.name, textOf(field))
    }
  }
  if (endpoint)
    for (const [name, value] of pathValues(endpoint, target.path))
      add('path', name, clip(percentDecoded(value), 500))
  for (const [key, { in: place, name }] of parametersByName(endpoint))
    add(
      place,
      name,
      place === 'header' ? headerOf(request.headers, name.toLowerCase()) : null,
      key.slice(place.length + 1),
    )
  return table
}

function textOf({ value }: BodyField): string {
  if (typeof value === 'string') return clip(value, 500)
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}'
  return String(value)
}
