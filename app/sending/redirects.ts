import type { Failure } from '../contract/exchange.ts'
import { headerOf } from '../contract/headers.ts'
import type { Excerpt } from './failures.ts'
import type { WireAnswer, WireRequest } from './wire.ts'

/** Longer chains are loops. */
const MAX_REDIRECTS = 5
/** Characters of an address in a message. */
const LONGEST_SHOWN = 200

/** Either the request to send next, or why the redirect is not followed. */
interface NextHop {
  request?: WireRequest
  failure?: Failure
}

/** Statuses after which method and body stay as they are (RFC 9110 section 15.4). */
const KEEPS_METHOD = new Set([307, 308])
/** Headers that tell of a body, which a GET has not (RFC 9110 section 15.4). */
const OF_BODY = /^(content-.*|digest|last-modified)$/i
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** What an answer asks to be fetched next. Null when it is no redirect. Only the same origin is followed. */
export function nextHop(
  request: WireRequest,
  answer: WireAnswer | null,
  followed: number,
  excerpt: Excerpt,
): NextHop | null {
  if (!answer || !REDIRECTS.has(answer.status)) return null
  const told = headerOf(answer.headers, 'location')
  if (told === null) return null
  // Node hands out each byte of a header as one character, whatever text they are.
  const location = told.replace(
    /[\u0080-\u00ff]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  if (!URL.canParse(location, request.url))
    return refused(
      'INVALID_LOCATION',
      `The redirect leads to "${excerpt(location, LONGEST_SHOWN)}", which is not a URL.`,
    )
  const next = new URL(location, request.url)
  next.hash = ''
  if (next.protocol !== 'http:' && next.protocol !== 'https:') {
    return refused(
      'UNSUPPORTED_SCHEME',
      `The redirect leads to a "${next.protocol}" URL, which Postern never opens.`,
    )
  }
  const here = new URL(request.url)
  if (next.hostname === here.hostname && next.protocol === 'https:' && here.protocol === 'http:')
    return refused('HTTPS_WANTED', 'The server redirected to https on the same host. Postern did not follow.')
  if (next.origin !== here.origin) {
    return refused(
      'OTHER_ORIGIN',
      `The redirect leads to another host, ${excerpt(next.origin, LONGEST_SHOWN)}. Postern did not follow it and sent nothing there.`,
    )
  }
  if (next.username || next.password)
    return refused('INVALID_LOCATION', 'The redirect leads to a URL with credentials.')
  if (next.href === request.url && answer.status !== 303)
    return refused('REDIRECT_LOOP', 'The redirect leads back to the same URL.')
  if (followed >= MAX_REDIRECTS)
    return refused('TOO_MANY_REDIRECTS', `The server redirected more than ${MAX_REDIRECTS} times.`)
  const isSafe = request.method === 'GET' || request.method === 'HEAD'
  if (isSafe || KEEPS_METHOD.has(answer.status)) return { request: { ...request, url: next.href } }
  if (answer.status === 303) {
    const headers = request.headers.filter(([name]) => !OF_BODY.test(name))
    return { request: { ...request, method: 'GET', headers, body: null, url: next.href } }
  }
  return refused(
    'METHOD_WOULD_CHANGE',
    `The ${answer.status} leads to ${excerpt(next.pathname, LONGEST_SHOWN)}, but does not say that Postern may send the ${request.method} there.`,
  )
}

function refused(code: string, message: string): NextHop {
  return { failure: { kind: 'redirect', code, message, mayHaveBeenSent: true } }
}
