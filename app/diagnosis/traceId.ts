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
const LONGEST = 200

/**
 * The id under which the server's side can find this call: from the headers in the order given,
 * else from the body. Of a W3C `traceparent` it is the trace-id alone.
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
  for (const part of parts) {
    const id = idIn(part)
    if (id !== null) return id
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
  if (!isObject(value)) return null
  for (const name of BODY_FIELDS) {
    const found = own(value, name)
    const id = typeof found === 'string' ? cleanId(found) : null
    if (id !== null) return id
  }
  return null
}

function cleanId(value: string | null): string | null {
  const plain = value?.slice(0, LONGEST).trim() ?? ''
  if (plain === '' || !/^[\x21-\x7e]+$/.test(plain)) return null
  const parent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}(-[0-9a-f]{2})?$/i.exec(plain)
  return parent?.[1] ?? plain
}
