import { headerOf } from '../contract/headers.ts'
import type { ApiRequest, Attempt, Exchange } from '../contract/exchange.ts'
import type { Rate } from '../contract/profile.ts'
import { placeholderIn } from '../contract/recorded.ts'
import { requestPath, splitUrl } from '../contract/url.ts'
import { isTokenRequest } from '../diagnosis/subject.ts'

/** What a program has to go by after a call. */
export type CallKind =
  | 'done'
  | 'forbidden'
  | 'refused'
  | 'unauthorized'
  | 'key-refused'
  | 'full'
  | 'server-error'
  | 'lost'
  | 'not-sent'
  | 'cancelled'
  | 'failed'

/** One attempt of a program, as the rules look at it. Times are epoch ms in the clock of whoever recorded it. */
export interface Call {
  readonly exchange: Exchange
  readonly attempt: Attempt
  readonly isLast: boolean
  /** It asks for a token. */
  readonly isToken: boolean
  readonly method: string
  readonly url: string
  /** Method and route, such as `GET /api/external/sites`. */
  readonly route: string
  readonly host: string
  /** The program that sent it. */
  readonly client: string
  /** The key that it counts for; empty where nothing tells one key from another. */
  readonly key: string
  readonly isCounted: boolean
  readonly isIdempotent: boolean
  /** When the program began it, when it left, and when its response had come. */
  readonly at: number
  readonly sentAt: number
  readonly endedAt: number
  /** The server's clock when it left: at least, and at most. */
  server: { from: number; to: number; isKnown: boolean }
  kind: CallKind
  /** Its place among the calls of its program: on this computer many begin and end within one ms. */
  order: number
  /** Ms that the server asks to wait, and its clock when it said so. */
  pause: { ms: number; askedMs: number | null; from: number } | null
  /** The same for the same token; null where it has none, or nothing tells. */
  token: string | null
}

export interface CallOptions {
  /** Methods and paths, such as `POST /api/x`, that are safe to send twice. */
  idempotent: readonly string[]
  /** That of a profile. */
  rateOf(profile: string): Pick<Rate, 'limit' | 'lengthMs' | 'paths'>
}

/** All attempts of an exchange that have left, in order; none of a delivery, which is no call of a program. */
export function callsOf(exchange: Exchange, options: CallOptions): Call[] {
  const { attempts, profile } = exchange
  if (exchange.direction === 'in') return []
  const client = clientOf(exchange)
  const isOwn = isSentByPostern(exchange)
  const { paths } = options.rateOf(profile)
  const last = attempts.length - 1
  return attempts.flatMap((attempt, index) => {
    const { startedAt, timing, purpose } = attempt
    const begun = Date.parse(startedAt)
    if (Number.isNaN(begun) || neverLeft(attempt)) return []
    const request = requestOf(exchange, attempt)
    const { method, url } = request
    const { path, authority } = splitUrl(url)
    const isToken = purpose === 'token' || isTokenRequest(request)
    // Postern begins an attempt when it has waited; a program's call is begun when it comes in.
    const sentAt = isOwn ? begun : begun + timing.waitedMs
    return {
      exchange,
      attempt,
      isLast: index === last,
      isToken,
      method,
      url,
      route: `${method} ${isToken || exchange.request.route === '' ? path : exchange.request.route}`,
      host: authority,
      client,
      order: 0,
      key: exchange.key === null ? (attempt.tokenMark ?? '') : `${profile}/${exchange.key}`,
      isCounted: !isToken && paths.some((start) => startsWith(path, start)),
      isIdempotent:
        isToken || exchange.request.idempotent || isDeclared(exchange.request, options.idempotent),
      at: begun,
      sentAt,
      endedAt: timing.totalMs === null ? endOf(exchange, index, sentAt) : sentAt + timing.totalMs,
      server: { from: sentAt, to: sentAt, isKnown: false },
      kind: 'done' as const,
      pause: null,
      token: attempt.tokenMark ?? null,
    }
  })
}

/** What Postern sent itself: its attempts are surely those of one request. */
export function isSentByPostern({ source }: Pick<Exchange, 'source'>): boolean {
  return source !== 'capture' && source !== 'import'
}

/** Whether a call went with a token, as far as its record shows. */
export function hasToken({ exchange, attempt, isToken }: Call): boolean {
  if (isToken) return false
  if (attempt.tokenMark !== undefined) return true
  // Where others of its attempts are marked, one without a mark had no token.
  if (exchange.attempts.some(({ tokenMark }) => tokenMark !== undefined)) return false
  const authorization = headerOf(exchange.request.headers, 'authorization')
  return authorization === null ? exchange.key !== null : placeholderIn(authorization) === null
}

/** `POST /api/webhook/subscriptions`, without the query. */
export function requestText({ method, url }: Pick<Call, 'method' | 'url'>): string {
  return `${method} ${splitUrl(url).path || '/'}`
}

export function statusOf({ attempt }: Call): number | null {
  return attempt.response?.status || null
}

function requestOf({ request }: Exchange, { tokenRequest }: Attempt): Pick<ApiRequest, 'method' | 'url'> {
  const { method, url } = tokenRequest ?? request
  return { method: method.toUpperCase(), url }
}

/** By the start of a command and its process, else by what the program calls itself. */
function clientOf(exchange: Exchange): string {
  if (isSentByPostern(exchange)) return 'postern'
  const { client, request } = exchange
  const userAgent = client?.userAgent ?? headerOf(request.headers, 'user-agent') ?? ''
  if (!client || (client.run === null && client.pid === null)) return `agent ${userAgent}`
  return `program ${client.run ?? ''} ${client.pid ?? userAgent}`
}

function neverLeft({ failure, response }: Attempt): boolean {
  return response === null && failure?.kind === 'cancelled' && !failure.mayHaveBeenSent
}

/** Of an attempt whose length is not told. */
function endOf({ attempts, endedAt }: Exchange, index: number, sentAt: number): number {
  const told = Date.parse(attempts[index + 1]?.startedAt ?? endedAt ?? '')
  return Number.isNaN(told) ? sentAt : Math.max(sentAt, told)
}

// Letter case does not matter in a path of the API.
function startsWith(path: string, start: string): boolean {
  return path.slice(0, start.length).toLowerCase() === start.toLowerCase()
}

function isDeclared({ method, url, route }: ApiRequest, idempotent: readonly string[]): boolean {
  if (idempotent.length === 0) return false
  const path = requestPath(url)
  const names = [route, path, splitUrl(url).path].map((each) => `${method.toUpperCase()} ${each}`)
  return names.some((name) => idempotent.includes(name))
}
