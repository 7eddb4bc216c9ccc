import type { Envelope, EnvelopeKind, Page } from '../contract/exchange.ts'
import { clip, isObject, numberOrNull, own, textOrNull, type JsonObject } from './values.ts'

/** So many errors of a body are kept in the envelope; the body itself holds them all. */
export const MAX_ERRORS = 100
/** So many characters of each message are kept. */
const MAX_MESSAGE = 2000

export interface FieldError {
  /** Null when the error names no field of its own. */
  field: string | null
  message: string
}

export interface Shape {
  envelope: Envelope
  /** How many errors the body lists, kept or not. */
  errorTotal: number
  /** Errors that carry the name of the field they are about; problem details do. */
  fieldErrors: FieldError[]
}

/** The kinds in which the API itself answers. */
const API_KINDS: ReadonlySet<EnvelopeKind> = new Set(['standard', 'paged', 'cursor', 'live-operations'])

export function isApiKind(kind: EnvelopeKind): boolean {
  return API_KINDS.has(kind)
}

const PAGED = [
  'recordCount',
  'totalRecordCount',
  'prevPageEndpoint',
  'nextPageEndpoint',
  'prevPageParams',
  'nextPageParams',
]
const CURSOR = ['nextPageParameter', 'prevPageParameter']

const has = (object: JsonObject, name: string) => Object.hasOwn(object, name)

/** Which of the published bodies an object is meant to be, also where parts of it are missing or wrong. */
export function kindOfObject(body: JsonObject, mediaType: string | null): EnvelopeKind {
  const status = own(body, 'status')
  if (isObject(status)) return familyOf(body)
  if (has(body, 'isSuccess') || has(body, 'errorMessagesAsString') || has(body, 'statusMessage'))
    return 'live-operations'
  if (isProblem(body, status, mediaType)) return 'problem-details'
  if (typeof own(body, 'statusCode') === 'number' && typeof own(body, 'message') === 'string')
    return 'gateway'
  const parts = ['status', 'data', 'errors', 'message', 'count'].filter((name) => has(body, name)).length
  return parts >= 3 && (has(body, 'errors') || has(body, 'data')) ? familyOf(body) : 'other-json'
}

function familyOf(body: JsonObject): EnvelopeKind {
  if (PAGED.some((name) => has(body, name))) return 'paged'
  return CURSOR.some((name) => has(body, name)) ? 'cursor' : 'standard'
}

function isProblem(body: JsonObject, status: unknown, mediaType: string | null): boolean {
  const members = ['type', 'title', 'detail', 'instance'].filter(
    (name) => typeof own(body, name) === 'string',
  ).length
  if (mediaType === 'application/problem+json') return members > 0 || typeof status === 'number'
  return members >= 2 || (typeof own(body, 'title') === 'string' && typeof status === 'number')
}

/** Reads an object of a known kind into the one shape that the rest of the app knows. */
export function readObject(kind: EnvelopeKind, body: JsonObject): Shape {
  if (isApiKind(kind)) return kind === 'live-operations' ? readLiveOperations(body) : readStandard(kind, body)
  if (kind === 'problem-details') return readProblem(body)
  if (kind === 'gateway') return bare(kind, textOrNull(own(body, 'message'), MAX_MESSAGE))
  const said = ['message', 'error_description', 'error', 'detail', 'title'].find(
    (name) => typeof own(body, name) === 'string',
  )
  return bare(kind, said === undefined ? null : textOrNull(own(body, said), MAX_MESSAGE))
}

/** A body of which nothing more than a message is known. */
export function bare(kind: EnvelopeKind, message: string | null): Shape {
  return {
    envelope: { kind, code: null, message: message || null, errors: [], count: null, page: null },
    errorTotal: 0,
    fieldErrors: [],
  }
}

function readStandard(kind: EnvelopeKind, body: JsonObject): Shape {
  const status = own(body, 'status')
  const inner = isObject(status) ? own(status, 'errorMessage') : null
  const message = textOrNull(inner, MAX_MESSAGE) || textOrNull(own(body, 'message'), MAX_MESSAGE) || null
  const errors = own(body, 'errors')
  return {
    envelope: {
      kind,
      code: codeFrom(isObject(status) ? own(status, 'code') : status),
      message,
      errors: readErrors(errors),
      count: numberOrNull(own(body, 'count')),
      page: readPage(kind, body),
    },
    errorTotal: Array.isArray(errors) ? errors.length : 0,
    fieldErrors: [],
  }
}

/**
 * Success is told by `isSuccess` here, and what `status` holds then is not published: a success is read as code 0,
 * a failure as `status`, or as the general code 100 where that says nothing.
 */
function readLiveOperations(body: JsonObject): Shape {
  const errors = own(body, 'errorMessages')
  const joined = textOrNull(own(body, 'errorMessagesAsString'), MAX_MESSAGE)
  const status = codeFrom(own(body, 'status'))
  const isSuccess = own(body, 'isSuccess')
  const code = isSuccess === true ? 0 : isSuccess === false ? status || 100 : status
  const succeeded = code === 0
  return {
    envelope: {
      kind: 'live-operations',
      code,
      message: (succeeded ? null : joined) || textOrNull(own(body, 'statusMessage'), MAX_MESSAGE) || null,
      errors: readErrors(errors),
      count: numberOrNull(own(body, 'count')),
      page: has(body, 'nextPageParameter') ? readPage('cursor', body) : null,
    },
    errorTotal: Array.isArray(errors) ? errors.length : 0,
    fieldErrors: [],
  }
}

/** A code that came as a string of digits is read as the number that was meant; the check reports it. */
function codeFrom(value: unknown): number | null {
  if (typeof value === 'string' && /^-?\d{1,9}$/.test(value)) return Number(value)
  return numberOrNull(value)
}

function readErrors(errors: unknown): Envelope['errors'] {
  if (typeof errors === 'string')
    return errors === '' ? [] : [{ code: null, message: clip(errors, MAX_MESSAGE) }]
  if (!Array.isArray(errors)) return []
  return errors.slice(0, MAX_ERRORS).map((error: unknown) => {
    if (!isObject(error))
      return { code: null, message: typeof error === 'string' ? clip(error, MAX_MESSAGE) : '' }
    const said = own(error, 'message') ?? own(error, 'errorMessage') ?? own(error, 'description')
    return { code: codeFrom(own(error, 'code')), message: textOrNull(said, MAX_MESSAGE) ?? '' }
  })
}

function readPage(kind: EnvelopeKind, body: JsonObject): Page | null {
  if (kind === 'standard') return null
  const pointer = (way: string) =>
    kind === 'cursor'
      ? textOrNull(own(body, `${way}PageParameter`), MAX_MESSAGE) || null
      : joinPage(own(body, `${way}PageEndpoint`), own(body, `${way}PageParams`))
  return {
    next: pointer('next'),
    previous: pointer('prev'),
    recordCount: numberOrNull(own(body, 'recordCount')),
    totalRecordCount: numberOrNull(own(body, 'totalRecordCount')),
  }
}

function joinPage(endpoint: unknown, params: unknown): string | null {
  const path = textOrNull(endpoint, MAX_MESSAGE) ?? ''
  const query = (textOrNull(params, MAX_MESSAGE) ?? '').replace(/^\?/, '')
  return (path !== '' && query !== '' ? `${path}?${query}` : path || query) || null
}

function readProblem(body: JsonObject): Shape {
  const message = textOrNull(own(body, 'detail'), MAX_MESSAGE) || textOrNull(own(body, 'title'), MAX_MESSAGE)
  const shape = bare('problem-details', message)
  const errors = own(body, 'errors')
  if (!isObject(errors)) return shape
  for (const [field, messages] of Object.entries(errors)) {
    for (const each of Array.isArray(messages) ? messages : [messages]) {
      shape.errorTotal += 1
      if (shape.fieldErrors.length >= MAX_ERRORS) continue
      shape.fieldErrors.push({ field: clip(field, 200), message: textOrNull(each, MAX_MESSAGE) ?? '' })
    }
  }
  shape.envelope.errors = shape.fieldErrors.map(({ message: said }) => ({ code: null, message: said }))
  return shape
}
