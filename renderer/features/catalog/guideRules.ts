import type { Endpoint } from '../../../app/catalog/endpoint.ts'
import { isSafeMethod } from '../../../app/contract/http.ts'

/** The retry strategy of the API's guide for one HTTP status, in a sentence or two. */
export function guideRule(status: number): string {
  if (status === 401) {
    return 'Request a new token and retry once. If that fails too, the key has likely been revoked.'
  }
  if (status === 403) return 'Do not retry. Fix the scope of the request.'
  if (status === 429) return 'Wait until the next minute begins.'
  if (status >= 500 && status <= 599) {
    return 'Retry a few times after growing pauses, for example 1, 2, 4 and 8 seconds. First make sure that the request is safe to send twice.'
  }
  if (status >= 200 && status <= 299) return 'No retry. Look at status.code for the result of the service.'
  return 'The API documentation names no retry for this status, and Postern makes none.'
}

/** How the guide's strategy bears on requests to one endpoint. */
export function ruleForEndpoint({ method, inWindow }: Pick<Endpoint, 'method' | 'inWindow'>): string {
  const repeat = isSafeMethod(method)
    ? 'It is safe to send twice. Postern retries it with growing pauses after a 5xx or a lost connection.'
    : 'After a 5xx or a lost connection, Postern retries it only if you tick “Safe to send twice”.'
  const window = inWindow
    ? 'It counts against the limit of 60 requests per minute.'
    : 'It does not count against the limit of 60 requests per minute.'
  return `${repeat} ${window}`
}
