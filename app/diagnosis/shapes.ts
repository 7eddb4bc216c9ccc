import type { Envelope, EnvelopeKind, Page } from '../contract/exchange.ts'
import { codeFrom, listErrors, MAX_MESSAGE, readErrors, type ListedErrors } from './bodyErrors.ts'
import { isObject, numberOrNull, own, textOrNull, type JsonObject } from '../contract/values.ts'

export interface Shape extends Omit<ListedErrors, 'errors'> {
  envelope: Envelope
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
  if (isFrameworkError(body)) return 'other-json'
  if (typeof own(body, 'statusCode') === 'number' && typeof own(body, 'message') === 'string')
    return 'gateway'
  const parts = ['status', 'data', 'errors', 'message', 'count'].filter((name) => has(body, name)).length
  return parts >= 3 && (has(body, 'errors') || has(body, 'data')) ? familyOf(body) : 'other-json'
}

/** The forms in which Spring and NestJS or hapi tell of an error; what is built with them is the API's or another's. */
export function isFrameworkError(body: JsonObject): boolean {
  return (
    typeof own(body, 'error') === 'string' &&
    (typeof own(body, 'statusCode') === 'number' || isSpringError(body))
  )
}

/** The error page of a program that is built with Spring. */
export function isSpringError(body: unknown): boolean {
  return (
    isObject(body) &&
    ['timestamp', 'error'].every((name) => has(body, name)) &&
    typeof own(body, 'status') === 'number' &&
    (has(body, 'path') || has(body, 'trace'))
  )
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
  return readOther(body)
}

/** Where other services write what they have to say, in the order of how much it says. */
const SAID = ['errormessage', 'message', 'errordescription', 'detail', 'reason', 'error', 'title']
const MOST_NAMES = 100

/** The fields of a body by their names in lower case, letters alone: `ErrorDescription` and `error_description` are one. */
function byPlainName(body: JsonObject): Map<string, unknown> {
  const plain = new Map<string, unknown>()
  for (const name of Object.keys(body).slice(0, MOST_NAMES)) {
    const key = name
      .slice(0, 40)
      .toLowerCase()
      .replace(/[^a-z]/g, '')
    if (!plain.has(key)) plain.set(key, body[name])
  }
  return plain
}

/** A body of nobody's contract: its own words count, in whatever letter case, and one step down. */
function readOther(body: JsonObject): Shape {
  const named = byPlainName(body)
  const inner = [named.get('error'), named.get('status')].filter(isObject).map(byPlainName)
  const said = [named, ...inner].map(saidIn).find((words) => words !== null) ?? null
  const { envelope } = bare('other-json', said)
  const { errors, ...listed } = errorsIn(body, [named, ...inner])
  return { ...listed, envelope: { ...envelope, errors } }
}

/** Where frameworks list what is wrong with a request, by plain names; a list alone counts under names of a message. */
const LISTS = [
  ...['errors', 'modelstate', 'invalidparams', 'violations', 'parameterviolations', 'fielderrors'],
  ...['validationerrors', 'issues', 'details'],
]
const MESSAGE_LISTS = ['message', 'messages', 'detail', 'error']

function errorsIn(body: JsonObject, named: ReadonlyArray<ReadonlyMap<string, unknown>>): ListedErrors {
  for (const names of named) {
    const list =
      LISTS.map((name) => names.get(name)).find((each) => isObject(each) || isFilled(each)) ??
      MESSAGE_LISTS.map((name) => names.get(name)).find(isFilled)
    if (list !== undefined) return errorsOf(list)
  }
  return isFieldLists(body) ? errorsOf(body) : readErrors(named[0]?.get('errors'))
}

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0

/** A body that is nothing but messages under the names of their fields. */
function isFieldLists(body: JsonObject): boolean {
  const lists = Object.values(body)
  return (
    lists.length > 0 &&
    lists.every(
      (list) => Array.isArray(list) && list.length > 0 && list.every((each) => typeof each === 'string'),
    )
  )
}

/** Errors in whatever form: what the walk finds is what the envelope has. */
function errorsOf(list: unknown): ListedErrors {
  const { listed, total } = listErrors(list)
  const errors = listed.map(({ message, code }) => ({ code, message }))
  return { errors, listed, errorTotal: Math.max(total, Array.isArray(list) ? list.length : 0) }
}

function saidIn(named: ReadonlyMap<string, unknown>): string | null {
  for (const name of SAID) {
    const text = textOrNull(named.get(name), MAX_MESSAGE)
    if (text) return text
  }
  return null
}

/** A body of which nothing more than a message is known. */
export function bare(kind: EnvelopeKind, message: string | null): Shape {
  return {
    envelope: { kind, code: null, message: message || null, errors: [], count: null, page: null },
    errorTotal: 0,
    listed: [],
  }
}

function readStandard(kind: EnvelopeKind, body: JsonObject): Shape {
  const status = own(body, 'status')
  const inner = isObject(status) ? own(status, 'errorMessage') : null
  const message = textOrNull(inner, MAX_MESSAGE) || textOrNull(own(body, 'message'), MAX_MESSAGE) || null
  const { errors, errorTotal, listed } = readErrors(own(body, 'errors'))
  return {
    errorTotal,
    listed,
    envelope: {
      kind,
      code: codeFrom(isObject(status) ? own(status, 'code') : status),
      message,
      errors,
      count: numberOrNull(own(body, 'count')),
      page: readPage(kind, body),
    },
  }
}

/**
 * Success is told by `isSuccess` here. What `status` holds beside it is not published: where it repeats an HTTP success
 * it is no service code, so that a success is read as code 0 and a failure as the general code 100.
 */
function readLiveOperations(body: JsonObject): Shape {
  const { errors, ...listed } = readErrors(own(body, 'errorMessages'))
  const joined = textOrNull(own(body, 'errorMessagesAsString'), MAX_MESSAGE)
  const status = codeFrom(own(body, 'status'))
  const says = flagFrom(own(body, 'isSuccess')) ?? (errors.length > 0 || joined ? false : null)
  const isMute = status === null || (status >= 0 && status < 100) || (status >= 200 && status <= 299)
  const code =
    says === true || (says === null && (status === 0 || (isMute && status !== null && status >= 200)))
      ? 0
      : says === false && isMute
        ? 100
        : status
  return {
    ...listed,
    envelope: {
      kind: 'live-operations',
      code,
      message:
        (code === 0 ? null : joined) ||
        textOrNull(own(body, 'statusMessage'), MAX_MESSAGE) ||
        (code === 0 ? null : saidIn(byPlainName(body))),
      errors,
      count: numberOrNull(own(body, 'count')),
      page: has(body, 'nextPageParameter') ? readPage('cursor', body) : null,
    },
  }
}

/** A flag that came as a word is read as the flag that was meant; the check reports it. */
function flagFrom(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  const word = typeof value === 'string' ? value.slice(0, 10).toLowerCase() : ''
  return word === 'true' ? true : word === 'false' ? false : null
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
  const { envelope } = bare('problem-details', message)
  const { errors, ...listed } = errorsIn({}, [byPlainName(body)])
  return { ...listed, envelope: { ...envelope, errors } }
}
