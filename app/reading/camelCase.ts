import { isObject, own, type JsonObject } from '../contract/values.ts'

/** What the parts of an envelope are called, by their names in lower case and letters alone. */
const NAMES = new Map(
  [
    ...['status', 'data', 'count', 'message', 'errors', 'code', 'errorMessage', 'field'],
    ...['recordCount', 'totalRecordCount', 'prevPageEndpoint', 'nextPageEndpoint', 'prevPageParams'],
    ...['nextPageParams', 'nextPageParameter', 'prevPageParameter'],
    ...['isSuccess', 'statusMessage', 'errorMessages', 'errorMessagesAsString'],
  ].map((name) => [plain(name), name]),
)
const MOST_NAMES = 30

function plain(name: string): string {
  return name
    .slice(0, 40)
    .toLowerCase()
    .replace(/[^a-z]/g, '')
}

/** An envelope that a program printed in the letter case of its own language, in that of the API; null for any other value. */
export function asCamelCase(value: unknown): JsonObject | null {
  if (!isObject(value) || Object.keys(value).length > MOST_NAMES) return null
  const named = renamed(value)
  const status = own(named, 'status')
  const inner = isObject(status) ? renamed(status) : status
  const isEnvelope =
    Object.hasOwn(named, 'isSuccess') ||
    Object.hasOwn(named, 'errorMessagesAsString') ||
    (isObject(inner) && (Object.hasOwn(inner, 'code') || Object.hasOwn(inner, 'errorMessage')))
  if (!isEnvelope) return null
  const errors = own(named, 'errors')
  const camel = {
    ...named,
    ...(inner !== undefined && { status: inner }),
    ...(Array.isArray(errors) && {
      errors: errors.map((error: unknown) => (isObject(error) ? renamed(error) : error)),
    }),
  }
  return JSON.stringify(camel) === JSON.stringify(value) ? null : camel
}

function renamed(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [NAMES.get(plain(name)) ?? name, value]),
  )
}

export const OTHER_CASE =
  'The names are in another letter case than those of the API. Postern read them as the same.'
