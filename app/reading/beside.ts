import type { Header } from '../contract/exchange.ts'
import { isObject, type JsonObject } from '../contract/values.ts'
import { requestsIn } from './requestWords.ts'
import { mentionsIn } from './statusWords.ts'

/** A value of a tree, with the object or array that it is in. */
export interface Place {
  value: unknown
  parent: Place | null
}

/** What an object tells of the response that is somewhere in it. */
export interface Beside {
  status: number | null
  request: string | null
  headers: Header[]
}

const NOTHING_BESIDE: Beside = { status: null, request: null, headers: [] }
const MOST_NAMES = 200
const LONGEST_WORDS = 4000

/** Names in lower case without marks: `status_code`, `http.status_code` and `StatusCode` end alike. */
function plain(name: string): string {
  return name
    .slice(0, 80)
    .toLowerCase()
    .replace(/[^a-z]/g, '')
}

const STATUS_NAME =
  /statuscode$|^(?:http)?(?:response|res|sc)?status$|^(?:http|response)code$|^httpresponsestatus$/
const METHOD_NAME = /^(?:http)?(?:request|req)?method$|^verb$/
const ADDRESS_NAME =
  /^(?:http|request|req|original|full|response|target|url)*(?:url|uri|path|href|target|endpoint)$/
const BASE_NAME = /^(?:base|prefix)(?:url|uri|address)$/
const HEADERS_NAME = /^(?:response)?headers$/
const METHOD = /^(?:get|post|put|patch|delete|head|options)$/i

/** Looks outwards from a response, through the objects around it. */
export function besideIn(parent: Place | null, self: unknown, known: Beside = NOTHING_BESIDE): Beside {
  const told: Beside = { ...known }
  for (let place = parent; place; place = place.parent) {
    if (!isObject(place.value)) continue
    lookAt(place.value, told)
    for (const [name, child] of entriesOf(place.value))
      if (
        isObject(child) &&
        child !== self &&
        /^(?:res|resp|response|req|request|http|config|err|error|fields|properties|context|extra|meta|metadata|event|options|input)$/i.test(
          name,
        )
      )
        lookAt(child, told)
    for (const [, child] of entriesOf(place.value))
      if (typeof child === 'string' && child !== self) lookAtWords(child, told)
  }
  return told
}

function entriesOf(object: JsonObject): [string, unknown][] {
  return Object.entries(object).slice(0, MOST_NAMES)
}

function lookAt(object: JsonObject, told: Beside): void {
  let method = ''
  let address = ''
  let base = ''
  for (const [name, value] of entriesOf(object)) {
    const key = plain(name)
    if (told.status === null && STATUS_NAME.test(key)) told.status = statusOf(value)
    if (typeof value === 'string') {
      if (METHOD_NAME.test(key) && METHOD.test(value)) method = value.toUpperCase()
      else if (ADDRESS_NAME.test(key) && address === '' && /^(?:https?:\/)?\/|^[\w-]+\//.test(value))
        address = value
      else if (BASE_NAME.test(key)) base = value
    } else if (told.headers.length === 0 && HEADERS_NAME.test(key) && isObject(value) && hasStatus(object)) {
      told.headers = headersOf(value)
    }
  }
  if (told.request !== null || method === '' || address === '') return
  const isWhole = /^https?:/.test(address)
  told.request = `${method} ${isWhole || base === '' ? (isWhole ? address : `/${address.replace(/^\//, '')}`) : `${base.replace(/\/$/, '')}/${address.replace(/^\//, '')}`}`
}

/** Headers beside a status are those of the response. */
function hasStatus(object: JsonObject): boolean {
  return entriesOf(object).some(([name]) => STATUS_NAME.test(plain(name)))
}

function headersOf(object: JsonObject): Header[] {
  return entriesOf(object).flatMap(([name, value]): Header[] => {
    const text = Array.isArray(value)
      ? String(value[0])
      : typeof value === 'string' || typeof value === 'number'
        ? String(value)
        : null
    return text === null ? [] : [[name, text.replaceAll(/[\r\n]+/g, ' ').slice(0, 8000)]]
  })
}

function statusOf(value: unknown): number | null {
  const digits =
    typeof value === 'number'
      ? String(value)
      : typeof value === 'string'
        ? (/^\d{3}\b/.exec(value)?.[0] ?? '')
        : ''
  return /^[1-5]\d\d$/.test(digits) ? Number(digits) : null
}

function lookAtWords(text: string, told: Beside): void {
  const words = text.slice(0, LONGEST_WORDS)
  told.status ??= mentionsIn(words).at(-1)?.status ?? null
  told.request ??= requestsIn(words).at(-1)?.line ?? null
}
