import type { Envelope } from '../contract/exchange.ts'
import { clip, isObject, numberOrNull, own, textOrNull, type JsonObject } from '../contract/values.ts'

/** So many errors of a body are kept in the envelope; the body itself holds them all. */
export const MAX_ERRORS = 100
/** So many characters of each message are kept. */
export const MAX_MESSAGE = 2000

/** One error of a body, in whatever form the body lists it. */
export interface ListedError {
  /** Null when the error names no field of its own. */
  field: string | null
  message: string
  code: number | null
}

/** What a body lists as errors. */
export interface ListedErrors {
  errors: Envelope['errors']
  /** How many errors the body lists, kept or not. */
  errorTotal: number
  listed: ListedError[]
}

export const NO_ERRORS: ListedErrors = { errors: [], errorTotal: 0, listed: [] }

/** A list of errors as promised; or one error, a text, or messages under the names of their fields. */
export function readErrors(errors: unknown): ListedErrors {
  if (typeof errors === 'string') return errors === '' ? NO_ERRORS : readErrors([errors])
  if (isObject(errors))
    return saidOf(errors, OWN_WORDS) === undefined ? readFields(errors) : readErrors([errors])
  if (!Array.isArray(errors)) return NO_ERRORS
  const { listed, total } = listErrors(errors)
  return {
    errors: errors.slice(0, MAX_ERRORS).map(readError),
    errorTotal: Math.max(errors.length, total),
    listed,
  }
}

function readError(error: unknown): Envelope['errors'][number] {
  if (isObject(error) && isPlain(error))
    return { code: codeFrom(error.code), message: clip(error.message, MAX_MESSAGE) }
  if (!isObject(error))
    return { code: null, message: typeof error === 'string' ? clip(error, MAX_MESSAGE) : '' }
  return {
    code: codeFrom(own(error, 'code') ?? own(error, 'Code')),
    message: textOrNull(saidOf(error, OWN_WORDS), MAX_MESSAGE) ?? '',
  }
}

/** A code that came as a string of digits is read as the number that was meant; the check reports it. */
export function codeFrom(value: unknown): number | null {
  if (typeof value === 'string' && /^-?\d{1,9}$/.test(value)) return Number(value)
  return numberOrNull(value)
}

/** Messages under the names of their fields, as problem details have them. */
export function readFields(fields: JsonObject): ListedErrors {
  const found: ListedErrors = { errors: [], errorTotal: 0, listed: listErrors(fields).listed }
  for (const messages of Object.values(fields)) {
    for (const each of Array.isArray(messages) ? messages : [messages]) {
      found.errorTotal += 1
      if (found.errors.length < MAX_ERRORS)
        found.errors.push({ code: null, message: textOrNull(each, MAX_MESSAGE) ?? '' })
    }
  }
  return found
}

/** Where a single error has its text, its field, its code, and further errors, by what other services call them. */
const OWN_WORDS = ['defaultMessage', 'message', 'errorMessage', 'description', 'Message', 'ErrorMessage']
const WORDS = [...OWN_WORDS, 'Description', 'msg', 'reason', 'detail', 'title', 'error', 'text']
const FIELDS = [
  ...['field', 'fieldName', 'propertyName', 'property', 'parameter', 'param', 'memberNames', 'pointer'],
  ...['source', 'loc', 'path', 'key', 'target', 'name'],
]
const CODES = ['code', 'errorCode', 'Code', 'ErrorCode']
const INNER = ['messages', 'errors', 'errorMessages', 'details']
const DEEPEST = 5

function saidOf(error: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const said = own(error, name)
    if (typeof said === 'string') return said
  }
  return undefined
}

/**
 * The messages of `errors`, whatever its form: texts, objects, lists, and messages under the names of their fields. All
 * are counted, and the first are listed.
 */
export function listErrors(errors: unknown): { listed: ListedError[]; total: number } {
  const listed: ListedError[] = []
  let total = 0
  const note = (field: string | null, message: string, code: number | null): void => {
    total += 1
    if (listed.length < MAX_ERRORS) listed.push({ field, message: clip(message, MAX_MESSAGE), code })
  }
  const visit = (value: unknown, field: string | null, depth: number): void => {
    if (depth > DEEPEST) return
    if (Array.isArray(value)) for (const each of value) visit(each, field, depth + 1)
    else if (isObject(value)) visitObject(value, field, depth)
    else if (value !== null && value !== undefined && value !== '') note(field, String(value), null)
  }
  const visitObject = (error: JsonObject, outer: string | null, depth: number): void => {
    if (isPlain(error)) {
      note(outer, error.message, codeFrom(error.code))
      return
    }
    const said = saidOf(error, depth === 0 ? OWN_WORDS : WORDS)
    const inner = INNER.map((name) => own(error, name)).find((each) => isObject(each) || isListOf(each))
    if (said === undefined && inner === undefined && !isCoded(error)) {
      for (const [name, each] of Object.entries(error)) visit(each, within(outer, name), depth + 1)
      return
    }
    const field = within(outer, fieldOf(error))
    const code = codeOf(error)
    // A code that is a word says something where the error says nothing else.
    const message = said || (typeof code === 'string' ? code : '')
    if (message !== '' || inner === undefined) note(field, message, typeof code === 'number' ? code : null)
    visit(inner, field, depth + 1)
  }
  visit(errors, null, 0)
  return { listed, total }
}

/** An error as the API writes it, which leaves nothing else to look for: nearly all are. */
function isPlain(error: JsonObject): error is { message: string; code?: number | null } {
  const { message, code = null } = error
  return (
    typeof message === 'string' &&
    message !== '' &&
    (code === null || typeof code === 'number') &&
    Object.keys(error).length === (error.code === undefined ? 1 : 2)
  )
}

const isListOf = (value: unknown): boolean => Array.isArray(value) && value.length > 0

/** True for an error that says a code and no word. */
function isCoded(error: JsonObject): boolean {
  return codeOf(error) !== null && Object.values(error).every((each) => !isListOf(each))
}

/** The code of an error as it is written; null when it has none. */
function codeOf(error: JsonObject): number | string | null {
  for (const name of CODES) {
    const code = own(error, name)
    if (typeof code === 'string' && code !== '') return codeFrom(code) ?? clip(code, 100)
    if (typeof code === 'number') return code
  }
  return null
}

const within = (outer: string | null, name: string | null): string | null =>
  name === null || name === '' ? outer : outer === null ? clip(name, 200) : clip(`${outer}.${name}`, 200)

function fieldOf(error: JsonObject): string | null {
  for (const name of FIELDS) {
    const field = nameIn(own(error, name) ?? own(error, name.charAt(0).toUpperCase() + name.slice(1)))
    if (field !== '') return field
  }
  return null
}

/** A name, a JSON pointer, a JSON path, or a list of steps, as one name. */
function nameIn(value: unknown): string {
  if (isObject(value)) return nameIn(own(value, 'pointer') ?? own(value, 'parameter'))
  if (Array.isArray(value))
    return value
      .slice(0, 10)
      .filter(
        (each, at) => !(at === 0 && PLACES.has(String(each))) && ['string', 'number'].includes(typeof each),
      )
      .join('.')
  if (typeof value !== 'string') return ''
  const name = value.replace(/^\$\.?/, '')
  return /^#?\//.test(name) ? name.replace(/^#?\//, '').replaceAll('/', '.') : name
}

/** Where some frameworks say that a field was, ahead of its name. */
const PLACES = new Set(['body', 'query', 'path', 'header'])
