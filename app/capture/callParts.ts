import { routeOf } from '../catalog/routes.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Grouped } from '../contract/capture.ts'
import type { ApiRequest, Attempt, Header } from '../contract/exchange.ts'
import { bearerOf, headerOf } from '../contract/headers.ts'
import { isSafeMethod } from '../contract/http.ts'
import type { Profile } from '../contract/profile.ts'
import type { Ending, ReceivedAnswer } from '../contract/recording.ts'
import { joinUrl, requestPath } from '../contract/url.ts'
import { decodeText } from '../diagnosis/bodyText.ts'
import { readClaims } from '../diagnosis/claims.ts'
import type { CallBegun, CallEnded } from './calls.ts'
import { decodedContent } from './contentCoding.ts'

/** A call as the exchange document has it; its body is still on its way. */
export function requestOf(
  { method, target, headers }: CallBegun,
  { baseUrl }: Profile,
  catalog: Catalog,
  idempotent: readonly string[],
): ApiRequest {
  const path = requestPath(target)
  const url = joinUrl(baseUrl, path)
  const route = routeOf(catalog, method, url)
  const names = [route, path, path.split('?', 1).join()].map((each) => `${method} ${each}`)
  return {
    method,
    url,
    route,
    headers,
    body: null,
    idempotent: isSafeMethod(method) || names.some((name) => idempotent.includes(name)),
  }
}

export function attemptOf(number: number, { at, token }: CallBegun, grouped: Grouped): Attempt {
  return {
    number,
    purpose: 'request',
    startedAt: new Date(at).toISOString(),
    timing: { waitedMs: 0, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: null },
    response: null,
    failure: null,
    decision: null,
    ...(token !== null && { tokenMark: token }),
    grouped,
  }
}

/** The response without its content coding; its secrets are in it. */
export async function receivedOf(
  { status, headers, body }: NonNullable<CallEnded['response']>,
  capBytes: number,
): Promise<ReceivedAnswer> {
  const { bytes, isUndecoded } = await decodedContent(body.bytes, headers, capBytes)
  return {
    status,
    headers,
    bytes,
    bodyBytes: body.isCut || isUndecoded ? body.size : bytes.length,
    truncated: body.isCut,
    flaws: isUndecoded ? ['content-encoding-wrong'] : [],
  }
}

/** The body of the request as text; null where there is none. */
export async function bodyOf(
  { bytes, size }: CallEnded['request'],
  headers: readonly Header[],
  capBytes: number,
): Promise<string | null> {
  if (size === 0) return null
  const decoded = await decodedContent(bytes, headers, capBytes)
  return decodeText(decoded.bytes, headerOf(headers, 'content-type')).text
}

export function endingOf(
  { headers }: CallBegun,
  { at, clockOffsetMs, window }: CallEnded,
  { name, traceHeaders }: Profile,
): Ending {
  const token = bearerOf(headers)
  return {
    at,
    stoppedBy: null,
    isOthers: true,
    error: null,
    profile: name,
    claims: token === null ? null : readClaims(token),
    clockOffsetMs,
    window,
    traceHeaders,
  }
}
