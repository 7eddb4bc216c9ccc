import { createHash } from 'node:crypto'
import http, { type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Failure, Header } from '../contract/exchange.ts'
import { requestPath } from '../contract/url.ts'
import { proxyAsked, type Way } from '../sending/agents.ts'
import { preparedPhases } from '../sending/timing.ts'
import { proxyAuthorization } from '../sending/tunnel.ts'
import { createBodyCopy, type CopyRoom } from './bodyCopy.ts'
import type { CallEnded } from './calls.ts'
import { failureOf, proxyError } from '../sending/failures.ts'
import { responseFor } from './connectionFailures.ts'
import { respond } from './ownResponses.ts'
import { HEAD_ALONE, passBack, passInformation } from './passBack.ts'
import { pairsOf, requestHeaders } from './passedHeaders.ts'

/** Where calls are passed on to. */
export interface PassingRules {
  /** Base URL of the API, without a slash at its end. */
  api: URL
  /** Address of the capture, without a slash at its end. */
  own: string
  bodyCapBytes: number
  /** Ms until a connection must be there. */
  connectMs: number
  room: CopyRoom
}

/** What has passed of one call. */
export type Passed = Pick<CallEnded, 'at' | 'request' | 'response' | 'failure' | 'timing'>

/** Passes one request on, unchanged, and its response back as it comes. Calls `onEnd` once, when nothing more is to come. */
export function passOn(
  incoming: IncomingMessage,
  response: ServerResponse,
  { way, arrivedAt, heldMs, ...rules }: PassingRules & { way: Way; arrivedAt: number; heldMs: number },
  on: { begun(bodyHash: string | null): void; ended(passed: Passed): void },
): void {
  // Whatever held it up since it arrived was part of the wait of the program.
  const begunAt = arrivedAt + heldMs
  const sent = createBodyCopy(rules.bodyCapBytes, rules.room)
  const came = createBodyCopy(rules.bodyCapBytes, rules.room)
  const timing: CallEnded['timing'] = { ...UNTIMED, waitedMs: heldMs }
  const since = () => performance.now() - begunAt
  let answer: { status: number; headers: Header[] } | null = null
  let isConnected = false
  let isEnded = false
  const begun = once(on.begun)
  const slow = setTimeout(begun, BODY_AWAITED_MS, null)

  const end = (failure: Failure | null) => {
    if (isEnded) return
    isEnded = true
    timing.totalMs = since()
    clearTimeout(slow)
    begun(null)
    const passed = answer && { ...answer, body: came.read() }
    on.ended({ at: Date.now(), request: sent.read(), response: failure ? null : passed, failure, timing })
  }

  const request = openRequest(incoming, way, rules)
  request.maxHeadersCount = 0
  const connectLimit = setTimeout(() => {
    request.destroy(Object.assign(new Error('No connection came in time.'), { code: 'ETIMEDOUT' }))
  }, rules.connectMs)
  request.on('socket', (socket) => {
    const ready = () => {
      isConnected = true
      clearTimeout(connectLimit)
    }
    if (socket.connecting) return timeConnection(socket, isSecure(way, rules.api), since, timing, ready)
    Object.assign(timing, preparedPhases.get(socket))
    preparedPhases.delete(socket)
    ready()
  })
  request.on('continue', () => response.writeContinue())
  // Node tells of a 100 by both events.
  request.on('information', (info) => {
    if (info.statusCode !== 100) passInformation(response, info)
  })
  request.on('response', (upstream) => {
    timing.firstByteMs = since()
    const status = upstream.statusCode ?? 0
    answer = { status, headers: pairsOf(upstream.rawHeaders) }
    try {
      passBack(upstream, response, rules, heldMs, {
        take: came.take,
        end: () => end(null),
        fail: (error) => end(failureOf(error, true, excerpt)),
      })
    } catch (error) {
      // A status or a reason that Node reads, and refuses to write.
      const failure = failureOf(error, true, excerpt)
      end(failure)
      giveUp(response, failure, rules)
      request.destroy()
    }
  })
  request.on('error', (error) => {
    clearTimeout(connectLimit)
    if (isEnded) return
    const proxy = isConnected ? null : proxyAsked(way)
    const failure = failureOf(proxy ? proxyError(proxy, error) : error, isConnected, excerpt)
    end(failure)
    giveUp(response, failure, rules)
  })
  const hash = createHash('sha256')
  incoming.on('data', (chunk: Uint8Array) => {
    sent.take(chunk)
    hash.update(chunk)
  })
  incoming.on('end', () => {
    begun(hash.digest('base64url'))
  })
  incoming.on('error', () => request.destroy())
  response.on('close', () => {
    clearTimeout(connectLimit)
    if (response.writableFinished) return
    end({
      kind: 'cancelled',
      code: 'CLIENT_LEFT',
      message: 'Your program closed its connection.',
      mayHaveBeenSent: true,
    })
    request.destroy()
  })
  sendBody(incoming, request)
}

/** A call is known from its beginning on; only for its body it is waited as long, ms. */
const BODY_AWAITED_MS = 50

function once(call: (bodyHash: string | null) => void): (bodyHash: string | null) => void {
  let isCalled = false
  return (bodyHash) => {
    if (!isCalled) call(bodyHash)
    isCalled = true
  }
}

const UNTIMED = { waitedMs: 0, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 0 }

/** Bytes of all headers of a message. */
export const LONGEST_HEADERS = 256 * 1024

/** Secrets are redacted when it is recorded. */
const excerpt = (text: string, most: number) => text.slice(0, most)

function isSecure({ forwardProxy }: Way, api: URL): boolean {
  return (forwardProxy ?? api).protocol === 'https:'
}

function openRequest(incoming: IncomingMessage, way: Way, { api }: PassingRules): ClientRequest {
  const { agent, forwardProxy } = way
  const { origin, host, pathname } = api
  const { protocol, hostname, port } = forwardProxy ?? api
  const path = (pathname === '/' ? '' : pathname) + requestPath(incoming.url ?? '/')
  const options = {
    agent,
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port,
    method: incoming.method,
    path: forwardProxy ? origin + path : path,
    setHost: false,
    maxHeaderSize: LONGEST_HEADERS,
  }
  const open = isSecure(way, api) ? https.request : http.request
  const headers = requestHeaders(pairsOf(incoming.rawHeaders), host)
  const credentials = forwardProxy && proxyAuthorization(forwardProxy)
  if (credentials) headers.push(['Proxy-Authorization', credentials])
  const groups = groupsOf(headers)
  // As a list Node writes the headers in any order, but adds some of its own.
  if (groups === null) {
    const request = open({ ...options, headers: headers.flat() })
    if (!hasBody(incoming)) withoutFraming(request)
    return request
  }
  const request = open(options)
  for (const name of ['connection', 'content-length', 'transfer-encoding']) request.removeHeader(name)
  for (const [name, values] of groups) request.setHeader(name, values)
  return request
}

/** Where a method usually has a body, Node announces one, which then is empty. The head has not been sent yet. */
function withoutFraming(request: ClientRequest): void {
  const head: unknown = Reflect.get(request, '_header')
  if (!request.chunkedEncoding || typeof head !== 'string') return
  request.chunkedEncoding = false
  Reflect.set(request, '_header', head.replace(/\r\nTransfer-Encoding: chunked\r\n/, '\r\n'))
}

/** The values of each name in the order of the headers; null where that cannot write them as they came. */
function groupsOf(headers: readonly Header[]): [name: string, values: string[]][] | null {
  const groups: [name: string, values: string[]][] = []
  const seen = new Set<string>()
  for (const [name, value] of headers) {
    const last = groups.at(-1)
    const lower = name.toLowerCase()
    // Node joins several Cookie headers to one.
    if (last?.[0] === name && lower !== 'cookie') last[1].push(value)
    else if (seen.has(lower)) return null
    else groups.push([name, [value]])
    seen.add(lower)
  }
  return groups
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function sendBody(incoming: IncomingMessage, request: ClientRequest): void {
  if (!hasBody(incoming)) {
    incoming.resume()
    request.end()
    return
  }
  // The API hears of the request before its body is there, as it would without the capture.
  request.write(HEAD_ALONE)
  incoming.pipe(request, { end: false })
  incoming.on('end', () => {
    if (incoming.rawTrailers.length > 0) request.addTrailers(pairsOf(incoming.rawTrailers))
    request.end()
  })
}

function timeConnection(
  socket: Socket,
  isSecure: boolean,
  since: () => number,
  timing: CallEnded['timing'],
  onReady: () => void,
): void {
  let from = since()
  const step = () => {
    const took = since() - from
    from += took
    return took
  }
  socket.once('lookup', () => {
    timing.dnsMs = step()
  })
  socket.once('connect', () => {
    timing.connectMs = step()
    if (!isSecure) onReady()
  })
  socket.once('secureConnect', () => {
    timing.tlsMs = step()
    onReady()
  })
}

/** No response is to come: where there was no connection Postern says so, else the program sees the same end. */
function giveUp(response: ServerResponse, failure: Failure, { api }: PassingRules): void {
  const own = response.headersSent ? null : responseFor(failure, api.host)
  if (own) respond(response, own.status, own.message)
  else if (failure.code === 'ECONNRESET' && /hang up/.test(failure.message)) response.socket?.destroy()
  else response.socket?.resetAndDestroy()
}
