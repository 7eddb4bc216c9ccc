import { builtInCatalog, type Catalog } from '../catalog/catalog.ts'
import type { Endpoint } from '../catalog/endpoint.ts'
import { endpointFor, findEndpoint, routeFor } from '../catalog/routes.ts'
import { decode, isSuccess } from './decode.ts'
import { splitTarget, type Target } from '../contract/url.ts'
import type { ApiRequest, ApiResponse } from '../contract/exchange.ts'
import type { Evidence } from './evidence.ts'

/** What was asked for. */
export interface Subject {
  target: Target
  /** Undefined when the catalog does not know the path. */
  endpoint: Endpoint | undefined
  route: string
  /** True when the response is to a token request: before the request itself, or in its place and then refused. */
  isTokenAnswer: boolean
}

/** What was asked for: the request's own endpoint, or a token where a request for one was refused or failed. */
export function subjectOf({ request, catalog, attempts, response }: Evidence): Subject {
  const subject = subjectFor(request, catalog, attempts.at(-1)?.purpose === 'token')
  if (response && subject.endpoint?.isTokenRequest && !isSuccess(response.status, decode(response).envelope))
    subject.isTokenAnswer = true
  return subject
}

export function subjectFor(
  request: Pick<ApiRequest, 'method' | 'url'>,
  catalog: Catalog,
  isTokenAnswer: boolean,
): Subject {
  const target = splitTarget(request.url)
  const endpoint = endpointFor(catalog, request.method, target.path)
  const route = endpoint?.path ?? routeFor(catalog, request.method, target.path)
  return { target, endpoint, route, isTokenAnswer }
}

/** True for the request that a key gets its token with, whoever sent it. */
export function isTokenRequest({ method, url }: Pick<ApiRequest, 'method' | 'url'>): boolean {
  // Most requests are for something else, and need no look-up.
  return /token/i.test(url) && (findEndpoint(builtInCatalog, method, url)?.isTokenRequest ?? false)
}

const API_PATHS = ['/api/external/', '/api/webhook/']

/** True when the contract promises an envelope for what was asked. */
export function isDue({
  endpoint,
  target,
  isTokenAnswer,
}: Pick<Subject, 'endpoint' | 'target' | 'isTokenAnswer'>): boolean {
  if (isTokenAnswer) return false
  if (endpoint) return endpoint.envelope !== null
  // A pasted answer without its request: every answer of the API is an envelope.
  if (target.host === null && target.path === '/') return true
  const path = target.path.toLowerCase()
  return API_PATHS.some((prefix) => path.includes(prefix))
}

/** True where a success lists records: the kinds of its envelope that have pages, and live operations. */
export function isListDue({ endpoint, isTokenAnswer }: Pick<Subject, 'endpoint' | 'isTokenAnswer'>): boolean {
  const kind = endpoint?.envelope
  return !isTokenAnswer && (kind === 'paged' || kind === 'cursor' || kind === 'live-operations')
}

/** True where HTTP has no body (RFC 9110, section 6.4.1), or where nobody expects one. */
export function isBodyless({
  request,
  response,
}: {
  request: Pick<ApiRequest, 'method'>
  response: Pick<ApiResponse, 'status'>
}): boolean {
  const { status } = response
  return (
    /^head$/i.test(request.method) ||
    (status > 0 && status < 200) ||
    status === 204 ||
    status === 205 ||
    (status >= 300 && status < 400)
  )
}

/** True for a body that a HAR file left out: of one that was cut here, a beginning is kept. */
export function isLeftOut({ body, truncated }: Pick<ApiResponse, 'body' | 'truncated'>): boolean {
  return truncated && body === ''
}
