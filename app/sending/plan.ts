import { parseJson } from '../contract/values.ts'
import { Buffer } from 'node:buffer'
import type { Catalog } from '../catalog/catalog.ts'
import { routeOf } from '../catalog/routes.ts'
import { PosternError } from '../contract/errors.ts'
import type { ApiRequest, Header } from '../contract/exchange.ts'
import { belongsToConnection, isHttpToken, isSafeMethod } from '../contract/http.ts'
import { headerOf, isSameHeader } from '../contract/headers.ts'
import { isBlanked, REDACTED, withoutSecret } from '../contract/recorded.ts'
import type { Intent } from './sender.ts'
import { checkedOrigin, readTarget, type Target } from './target.ts'

/** A request that is ready to be sent, but for its token. */
export interface Plan {
  target: Target
  /** As sent, secrets included; never recorded. */
  headers: Header[]
  body: Buffer | null
  /** As recorded: without secrets. */
  request: ApiRequest
  /** Where the bearer token comes from. */
  bearer: 'key' | 'ready-made' | 'none'
  /** Why a 401 cannot be answered with a new token; null when it can. */
  noRefresh: string | null
  /** What was mended, and what was left out because the request goes to another host; empty when nothing was. */
  note: string
}

/** Bytes that a field value may hold (RFC 9110 section 5.5). */
const VALUE_CHARACTERS = /^[\t\u0020-\u007e\u0080-\u00ff]*$/

/**
 * Checks what the user means to send and completes it. A key is bound to its profile's origin: a request to another
 * one goes without key, token and subscription header.
 * @throws PosternError bad-input
 */
export function planRequest(intent: Intent, catalog: Catalog, userAgent: string): Plan {
  const { profile, method } = intent
  checkMethod(method)
  const target = readTarget(intent.target, profile.baseUrl)
  if (intent.writtenFor !== undefined && intent.writtenFor !== target.origin)
    throw movedOn(intent.writtenFor, target.origin)
  const isOwn = target.origin === checkedOrigin(profile.baseUrl)
  const subscription = profile.subscriptionHeader.toLowerCase()
  const given = intent.headers.filter(([name, value]) => {
    checkHeader(name, value)
    // A replayed request carries the mark where a secret stood.
    const isMark = value === REDACTED || (isSameHeader(name, 'authorization') && isBlanked(value))
    return !isMark && (isOwn || name.toLowerCase() !== subscription)
  })
  const { mended, isTwice } = withOneBearer(given)
  const isTokens = target.origin === (intent.tokenOrigin ?? checkedOrigin(profile.baseUrl))
  const body = intent.body === null ? null : Buffer.from(intent.body, 'utf8')
  const headers = completed(mended, intent.body, userAgent)
  const brought = headerOf(headers, 'authorization') !== null
  const bearer = brought ? 'none' : bearerOf(intent, isOwn, isTokens)
  if (bearer === 'ready-made') checkHeader('Authorization', authorizationOf(intent.token ?? ''))
  const secret = new Set(['authorization', 'cookie', subscription])
  const recorded = headers.map(([name, value]): Header => [
    name,
    secret.has(name.toLowerCase()) ? withoutSecret(name, value) : value,
  ])
  if (bearer !== 'none') recorded.push(['Authorization', REDACTED])
  return {
    target,
    headers,
    body,
    bearer,
    noRefresh: bearer === 'key' ? null : NO_REFRESH[brought ? 'brought' : bearer],
    note: (isTwice ? TWICE : '') + (isOwn || bearer === 'ready-made' ? '' : leftOut(intent, subscription)),
    request: {
      method,
      url: target.url,
      route: routeOf(catalog, method, target.url),
      headers: recorded,
      body: intent.body,
      idempotent: isSafeMethod(method) || intent.markedIdempotent,
    },
  }
}

/** What was typed into a request, secrets included, was typed for its host. */
function movedOn(writtenFor: string, origin: string): PosternError {
  return new PosternError(
    'bad-input',
    `You wrote the request for ${writtenFor}, but it would go to ${origin} now.`,
    'Check the base URL of the profile, then send the request.',
  )
}

function bearerOf({ token, key }: Intent, isOwn: boolean, isTokens: boolean): Plan['bearer'] {
  if (token !== undefined) return isTokens ? 'ready-made' : 'none'
  return isOwn && key !== null ? 'key' : 'none'
}

/** A token has no spaces (RFC 6750, section 2.1): what has one names its scheme itself. */
export function authorizationOf(token: string): string {
  return token.includes(' ') ? token : `Bearer ${token}`
}

const TWICE = ' The Authorization header said the word Bearer twice, and Postern sent it once.'

/** A token that is copied with its scheme is easily put behind another: no token begins with the word. */
function withOneBearer(headers: readonly Header[]): { mended: Header[]; isTwice: boolean } {
  const mended = headers.map(([name, value]): Header => [
    name,
    isSameHeader(name, 'authorization') ? value.replace(/^(?:bearer\s+){2,}/i, 'Bearer ') : value,
  ])
  return { mended, isTwice: mended.some(([, value], at) => value !== headers[at]?.[1]) }
}

const NO_REFRESH = {
  brought: 'you wrote the Authorization header yourself, so Postern has no key for a new token.',
  'ready-made': 'you gave a token instead of a key, so Postern cannot renew it.',
  none: 'the request went without a key, so there is no token to renew.',
}

function completed(given: readonly Header[], body: string | null, userAgent: string): Header[] {
  const headers: Header[] = given.map(([name, value]) => [name, value])
  const add = (name: string, value: string) => {
    if (headerOf(headers, name.toLowerCase()) === null) headers.push([name, value])
  }
  add('Accept', 'application/json')
  // Some editors begin a file with a byte order mark, which is no part of the JSON behind it.
  if (body !== null && parseJson(body.replace(/^\ufeff/, '')) !== undefined)
    add('Content-Type', 'application/json')
  add('Accept-Encoding', 'gzip, deflate, br')
  add('User-Agent', userAgent)
  return headers
}

function leftOut(intent: Intent, subscription: string): string {
  const parts: string[] = []
  if (intent.key !== null || intent.token !== undefined) parts.push('the key and its token')
  if (headerOf(intent.headers, subscription) !== null)
    parts.push(`the header ${intent.profile.subscriptionHeader}`)
  if (parts.length === 0) return ''
  return ` The request went to another host than the profile's, so it went without ${parts.join(' and ')}.`
}

function checkMethod(method: string): void {
  if (!isHttpToken(method) || method.length > 20) {
    throw new PosternError(
      'bad-input',
      method.length > 40 ? 'It is not an HTTP method.' : `"${method}" is not an HTTP method.`,
      'Use a method, for example GET or POST.',
    )
  }
  if (method === 'CONNECT') {
    throw new PosternError(
      'bad-input',
      'Postern cannot send CONNECT, which asks a proxy for a tunnel.',
      'Use another method.',
    )
  }
}

/**
 * Whether a header can be sent as it is.
 * @throws PosternError bad-input, without the value
 */
export function checkHeader(name: string, value: string): void {
  if (!isHttpToken(name)) {
    throw new PosternError(
      'bad-input',
      name.length > 80 ? 'A name is too long for a header.' : `"${name}" cannot be the name of a header.`,
      'Use letters, digits and dashes.',
    )
  }
  if (belongsToConnection(name)) {
    throw new PosternError('bad-input', `The connection sets the header ${name} itself.`, 'Leave it out.')
  }
  if (!VALUE_CHARACTERS.test(value)) {
    throw new PosternError(
      'bad-input',
      `The value of the header ${name} holds a line break or a character that no header can carry.`,
      'Remove it. If the API expects it, percent-encode it.',
    )
  }
}
