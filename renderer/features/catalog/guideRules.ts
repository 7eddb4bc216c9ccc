import type { Endpoint } from '../../../app/catalog/endpoint.ts'
import { isSafeMethod } from '../../../app/contract/http.ts'

/** The retry strategy of the API's guide for one HTTP status, in a sentence or two. */
export function guideRule(status: number): string {
  if (status === 401) {
    return 'Refresh the bearer token and retry once. If the refresh fails too, the key has likely been revoked.'
  }
  if (status === 403) return 'Do not retry. Fix the scope of the request.'
  if (status === 429) return 'Back off until the next minute boundary: the limit is a fixed window.'
  if (status >= 500 && status <= 599) {
    return 'Retry with growing pauses, such as 1, 2, 4 and 8 seconds, up to a small cap. Treat the request as not idempotent unless you can guarantee otherwise.'
  }
  if (status >= 200 && status <= 299) return 'No retry. Look at status.code for the result of the service.'
  return 'The guide names no retry for this status, and Postern makes none.'
}

/** How the guide's strategy bears on requests to one endpoint. */
export function ruleForEndpoint({ method, inWindow }: Pick<Endpoint, 'method' | 'inWindow'>): string {
  const repeat = isSafeMethod(method)
    ? 'It is idempotent: a 5xx or a lost connection is retried with growing pauses.'
    : 'It is not idempotent: after a 5xx or a lost connection it is retried only if you vouch for it.'
  const window = inWindow
    ? 'It counts against the limit of 60 requests a minute.'
    : 'It does not count against the limit of 60 requests a minute.'
  return `${repeat} ${window}`
}
