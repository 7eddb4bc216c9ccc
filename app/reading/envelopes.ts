import { isObject, own, type JsonObject } from '../contract/values.ts'
import { isApiKind, kindOfObject } from '../diagnosis/shapes.ts'

/** How surely an object is a response: by the parts that only the API's envelope has, or by its general form. */
export type Likeness = 'envelope' | 'similar'

/** What loggers and HTTP clients write beside a response, and no response has. */
const OF_LOGS =
  /^(?:@?timestamp|time|ts|level|severity|logger|log|pid|hostname|stack|stacktrace|config|isAxiosError|levelname|thread|kubernetes|statusText|syscall|msg)$/i

/** What stands beside `isSuccess` in the API's own; other programs wrap responses in an object with that name too. */
const OF_LIVE_OPERATIONS = ['status', 'statusMessage', 'errorMessages', 'errorMessagesAsString']

export function likenessOf(value: unknown): Likeness | null {
  if (!isObject(value)) return null
  const status = own(value, 'status')
  if (isObject(status))
    return Object.hasOwn(status, 'code') || Object.hasOwn(status, 'errorMessage') ? 'envelope' : null
  if (Object.hasOwn(value, 'isSuccess') || Object.hasOwn(value, 'errorMessagesAsString'))
    return OF_LIVE_OPERATIONS.some((name) => Object.hasOwn(value, name)) ? 'envelope' : 'similar'
  const kind = kindOfObject(value, null)
  if (isOfSpring(value)) return 'similar'
  if (kind === 'other-json' || kind === 'live-operations') return null
  if (Object.keys(value).some((name) => OF_LOGS.test(name))) return null
  // A list of answers is what an HTTP client prints around the body.
  return isApiKind(kind) && isObject(own(value, 'data')) && likenessOf(own(value, 'data')) ? null : 'similar'
}

/** The general error of a web framework has a time and a path, as entries of logs do. */
function isOfSpring(value: JsonObject): boolean {
  return (
    typeof own(value, 'status') === 'number' &&
    typeof own(value, 'error') === 'string' &&
    typeof own(value, 'path') === 'string'
  )
}

/** Whether the envelope says that the request failed; null where it does not say. */
export function saysFailure(envelope: JsonObject): boolean | null {
  const status = own(envelope, 'status')
  const code = isObject(status) ? own(status, 'code') : status
  const flag = own(envelope, 'isSuccess')
  if (typeof flag === 'boolean') return !flag
  if (code === 0 || code === '0') return false
  return typeof code === 'number' || typeof code === 'string' ? true : null
}
