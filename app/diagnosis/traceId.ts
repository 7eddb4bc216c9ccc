import type { Header } from '../contract/exchange.ts'
import { headerOf } from '../contract/headers.ts'
import { isObject, own, type JsonObject } from '../contract/values.ts'

const BODY_FIELDS = [
  'traceId',
  'TraceId',
  'traceID',
  'trace_id',
  'requestId',
  'RequestId',
  'correlationId',
  'activityId',
]
const HOLD_ID: ReadonlySet<string> = new Set(BODY_FIELDS)
const LONGEST = 200
const LONGEST_TEXT = 2000

/**
 * The id under which the server's side can find this call: from the headers in the order given,
 * else from the fields of the body, else from its sentences. Of a W3C `traceparent` it is the trace-id alone.
 */
export function findTraceId(
  headers: readonly Header[],
  names: readonly string[],
  body: unknown,
): string | null {
  for (const name of names) {
    const id = cleanId(headerOf(headers, name.toLowerCase()))
    if (id !== null) return id
  }
  if (!isObject(body)) return null
  const parts = [
    body,
    own(body, 'status'),
    own(body, 'error'),
    ...errorsIn(body, 'errors'),
    ...errorsIn(body, 'errorMessages'),
  ]
  for (const find of [idIn, idInWords]) {
    for (const part of parts) {
      const id = find(part)
      if (id !== null) return id
    }
  }
  return null
}

const MOST_ERRORS = 20

/** Live operations write the ID beside each error. */
function errorsIn(body: JsonObject, name: string): unknown[] {
  const errors = own(body, name)
  return Array.isArray(errors) ? errors.slice(0, MOST_ERRORS) : []
}

function idIn(value: unknown): string | null {
  if (!isObject(value) || !Object.keys(value).some((name) => HOLD_ID.has(name))) return null
  for (const name of BODY_FIELDS) {
    const found = own(value, name)
    const id = typeof found === 'string' ? cleanId(found) : null
    if (id !== null) return id
  }
  return null
}

const WORDS = ['message', 'errorMessage', 'statusMessage', 'detail', 'title', 'errorMessagesAsString']

/** With a digit in it, which no word of a sentence has. */
const ID = String.raw`["'\[({<]?((?=[\w.:/=+|-]*\d)[\w.:/=+|-]{5,80})`
const IN_WORDS = [
  new RegExp(
    String.raw`\b(?:trace|correlation|activity|request|error)[ _-]?(?:id(?:entifier)?|reference)\b(?: is)?[\s:=#]{1,4}${ID}`,
    'i',
  ),
  new RegExp(
    String.raw`\b(?:quote|quoting|cite|with|use|under) (?:the |this |your )?(?:reference|incident|ticket|error)(?: (?:id|number|code))?[\s:=#]{1,4}${ID}`,
    'i',
  ),
]

/** An id that a sentence names as one. */
function idInWords(value: unknown): string | null {
  if (!isObject(value)) return null
  for (const name of WORDS) {
    const text = own(value, name)
    const id = typeof text === 'string' ? idInText(text) : null
    if (id !== null) return id
  }
  return null
}

function idInText(text: string): string | null {
  if (!/\d/.test(text)) return null
  for (const says of IN_WORDS) {
    const id = says.exec(text.slice(0, LONGEST_TEXT))?.[1]?.replace(/[.:/-]+$/, '')
    if (id) return cleanId(id)
  }
  return null
}

function cleanId(value: string | null): string | null {
  const plain = value?.slice(0, LONGEST).trim() ?? ''
  if (plain === '' || !/^[\x21-\x7e]+$/.test(plain)) return null
  const parent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}(-[0-9a-f]{2})?$/i.exec(plain)
  return parent?.[1] ?? plain
}
