import type { Endpoint } from '../catalog/catalog.ts'
import type { Target } from '../catalog/target.ts'
import type { ApiRequest, ParameterError } from '../contract/exchange.ts'
import { bodyFields, type BodyField } from './named.ts'
import type { FieldError } from './shapes.ts'
import { clip } from './values.ts'

type Candidate = Pick<ParameterError, 'in' | 'name' | 'value'>

const MOST_WORDS = 80
const LONGEST_NAME = 5
const MOST_CANDIDATES = 1000

/** Words of a name or a sentence, in lower case: `customerId`, `Customer Id` and `CustomerID` give the same two. */
function wordsOf(text: string): string[] {
  return text
    .slice(0, 2000)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS)
}

const joined = (words: readonly string[]) => words.join('').replace(/s$/, '')

/**
 * Ties errors to the parameters and body fields that they name, in whatever spelling. Errors that name none,
 * or none that the request or its endpoint knows, are left out.
 */
export function tieErrors(
  errors: readonly FieldError[],
  request: ApiRequest,
  target: Target,
  endpoint: Endpoint | undefined,
): ParameterError[] {
  const candidates = candidatesOf(request, target, endpoint)
  const tied = new Map<string, ParameterError>()
  for (const { field, message } of errors) {
    const hits = field === null || field === '' ? [] : matches(wordsOf(field), candidates)
    for (const hit of hits.length > 0 ? hits : matches(wordsOf(message), candidates)) {
      const key = `${hit.in} ${hit.name} ${message}`
      if (!tied.has(key)) tied.set(key, { message: clip(message, 500), ...hit })
    }
    if (tied.size >= 100) break
  }
  return [...tied.values()]
}

/** The candidates that the words name; where names overlap, the longest wins. */
function matches(words: readonly string[], candidates: ReadonlyMap<string, Candidate>): Candidate[] {
  const hits: Candidate[] = []
  for (let at = 0; at < words.length; at += 1) {
    for (let length = Math.min(LONGEST_NAME, words.length - at); length > 0; length -= 1) {
      const hit = candidates.get(joined(words.slice(at, at + length)))
      if (!hit) continue
      if (!hits.includes(hit)) hits.push(hit)
      at += length - 1
      break
    }
  }
  return hits
}

/** Everything that an error may be about, by its plain name: what was sent comes before what could have been. */
function candidatesOf(
  request: ApiRequest,
  target: Target,
  endpoint: Endpoint | undefined,
): Map<string, Candidate> {
  const found = new Map<string, Candidate>()
  const add = (place: Candidate['in'], name: string, value: string | null) => {
    const key = joined(wordsOf(name))
    if (key !== '' && !found.has(key) && found.size < MOST_CANDIDATES)
      found.set(key, { in: place, name: clip(name, 200), value })
  }
  for (const [name, value] of target.query) add('query', name, clip(value, 500))
  if (request.body)
    for (const field of bodyFields(request.body)) add('body', field.path.replace(/^\$\./, ''), textOf(field))
  if (request.body) for (const field of bodyFields(request.body)) add('body', field.name, textOf(field))
  for (const parameter of endpoint?.parameters ?? []) {
    if (parameter.in === 'path') add('path', parameter.name, pathValue(endpoint, target, parameter.name))
    else if (parameter.in !== 'body') add(parameter.in, parameter.name, null)
  }
  for (const field of endpoint?.body ?? []) add('body', field.name, null)
  return found
}

function pathValue(endpoint: Endpoint | undefined, target: Target, name: string): string | null {
  const at = endpoint?.path.split('/').indexOf(`{${name}}`) ?? -1
  return at < 0 ? null : clip(target.path.split('/')[at] ?? '', 500)
}

function textOf({ value }: BodyField): string {
  if (typeof value === 'string') return clip(value, 500)
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}'
  return String(value)
}
