import type { Buffer } from 'node:buffer'
import axios from 'axios'
import http, { type ClientRequest, type ClientRequestArgs, type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { Failure, Header } from '../contract/exchange.ts'
import type { Profile } from '../contract/profile.ts'
import type { Agents, Way } from './agents.ts'
import { readBody } from './body.ts'
import { DeliveryError, failureOf } from './failures.ts'
import { nextHop } from './redirects.ts'
import { headerValue } from './retryAfter.ts'
import type { Sighting } from './serverClock.ts'
import { Stopwatch, type PhaseTiming } from './timing.ts'
import { proxyAuthorization } from './tunnel.ts'

/** A request as it goes over the wire, secrets included. */
export interface WireRequest {
  method: string
  url: string
  headers: readonly Header[]
  body: Buffer | null
}

export interface WireAnswer {
  status: number
  headers: Header[]
  bytes: Buffer
  bodyBytes: number
  truncated: boolean
}

/** What came of one attempt. Both an answer and a failure stand here when the answer broke off. */
export interface RoundTrip {
  timing: PhaseTiming
  answer: WireAnswer | null
  failure: Failure | null
  /** How many redirects on the same origin were followed. */
  redirects: number
  /** Every `Date` that was seen. */
  sightings: Sighting[]
}

export interface TransportPorts {
  agents: Agents
  monotonic(): number
}

export type Transport = (request: WireRequest, profile: Profile, signal: AbortSignal) => Promise<RoundTrip>

/** Enough for any honest answer; Node's own 16 KB is too little for some gateways. */
const MAX_HEADER_BYTES = 64 * 1024

/** Nothing is transformed, followed, decoded or judged on the way: each of these is ours to show. */
const client = axios.create({
  responseType: 'stream',
  decompress: false,
  maxRedirects: 0,
  proxy: false,
  validateStatus: null,
  transformRequest: [],
  transformResponse: [],
  maxBodyLength: Infinity,
})

/** Sends requests, each with its redirects on the same origin. Never throws for anything a server or a network does. */
export function createTransport({ agents, monotonic }: TransportPorts): Transport {
  return async function send(request, profile, signal) {
    const sightings: Sighting[] = []
    const first = new Stopwatch(monotonic)
    const total = totalTimer(profile.timeouts.totalMs)
    let current = request
    let redirects = 0
    try {
      for (;;) {
        const watch = redirects === 0 ? first : new Stopwatch(monotonic)
        const hop = await oneHop(current, profile, signal, total, watch, agents)
        if (hop.answer) {
          const { headers } = hop.answer
          const sighting = { sentAt: watch.startedAt, receivedAt: watch.firstByteAt ?? monotonic() }
          sightings.push({
            date: headerValue(headers, 'date'),
            age: headerValue(headers, 'age'),
            ...sighting,
          })
        }
        const next = hop.failure ? null : nextHop(current, hop.answer, redirects)
        if (next?.request) {
          redirects += 1
          current = next.request
          continue
        }
        // The next request opens a new connection, with the CA file as it is then.
        if (hop.failure?.kind === 'tls') agents.drop(profile.id)
        const timing = first.read()
        if (redirects > 0 && watch.firstByteAt !== null)
          timing.firstByteMs = Math.max(0, watch.firstByteAt - first.startedAt)
        return { timing, answer: hop.answer, failure: next?.failure ?? hop.failure, redirects, sightings }
      }
    } finally {
      total.clear()
    }
  }
}

interface Hop {
  answer: WireAnswer | null
  failure: Failure | null
}

async function oneHop(
  request: WireRequest,
  profile: Profile,
  signal: AbortSignal,
  total: TotalTimer,
  watch: Stopwatch,
  agents: Agents,
): Promise<Hop> {
  const { timeouts, bodyCapBytes } = profile
  const url = new URL(request.url)
  let sent: ClientRequest | null = null
  let received: IncomingMessage | null = null
  // The first thing that went wrong; later errors are only its echo.
  let reason: Error | null = null
  const end = (error: Error) => {
    reason ??= error
    sent?.destroy(error)
    received?.destroy()
  }
  const cancel = () => {
    end(new DeliveryError('cancelled', 'CANCELLED', 'It was cancelled.'))
  }
  const connecting = setTimeout(() => {
    end(timedOut(`No connection within ${timeouts.connectMs} ms.`))
  }, timeouts.connectMs)
  signal.addEventListener('abort', cancel, { once: true })
  total.onTime = end
  try {
    if (signal.aborted) cancel()
    const way = await agents.wayTo(url, profile)
    const response = await client.request<IncomingMessage>({
      url: request.url,
      method: request.method,
      data: request.body ?? undefined,
      // Axios hands it to the socket, where it counts silence, not the whole time.
      timeout: timeouts.idleMs,
      transport: {
        request(options: ClientRequestArgs, onAnswer: (answer: IncomingMessage) => void) {
          sent = open(request, url, way, options, onAnswer)
          watch.watch(sent, url.protocol === 'https:', () => {
            clearTimeout(connecting)
          })
          sent.on('error', (error: Error) => {
            reason ??= error
          })
          sent.on('timeout', () => {
            end(timedOut(`Nothing was heard for ${timeouts.idleMs} ms.`))
          })
          if (reason) sent.destroy(reason)
          return sent
        },
      },
    })
    received = response.data
    if (reason) received.destroy()
    const { statusCode = 0, rawHeaders } = received
    const isBodiless = request.method === 'HEAD' || statusCode === 204 || statusCode === 304
    const body = await readBody(received, bodyCapBytes, isBodiless)
    const answer: WireAnswer = {
      status: statusCode,
      headers: paired(rawHeaders),
      bytes: body.bytes,
      bodyBytes: body.size,
      truncated: body.isCut || body.error !== null,
    }
    return { answer, failure: body.error === null ? null : failureOf(reason ?? body.error, true) }
  } catch (error) {
    return { answer: null, failure: failureOf(reason ?? error, watch.isConnected) }
  } finally {
    clearTimeout(connecting)
    signal.removeEventListener('abort', cancel)
    total.onTime = null
  }
}

/** Opens the request with exactly the path and the headers that are meant, whatever was made of them on the way. */
function open(
  request: WireRequest,
  url: URL,
  { agent, forwardProxy }: Way,
  options: ClientRequestArgs,
  onAnswer: (answer: IncomingMessage) => void,
): ClientRequest {
  const headers = grouped(request.headers)
  if (request.body) headers['Content-Length'] = String(request.body.length)
  const path = request.url.slice(url.origin.length)
  const own = { ...options, agent, headers, path, maxHeaderSize: MAX_HEADER_BYTES }
  if (!forwardProxy) return (url.protocol === 'https:' ? https : http).request(own, onAnswer)
  const credentials = proxyAuthorization(forwardProxy)
  if (credentials !== null) headers['Proxy-Authorization'] = credentials
  headers['Host'] = url.host
  const proxied = {
    ...own,
    protocol: forwardProxy.protocol,
    hostname: forwardProxy.hostname.replace(/^\[|\]$/g, ''),
    port: forwardProxy.port,
    path: request.url,
  }
  return (forwardProxy.protocol === 'https:' ? https : http).request(proxied, onAnswer)
}

/** A name that comes twice is sent twice, in the spelling that it had first. */
function grouped(pairs: readonly Header[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {}
  const spelling = new Map<string, string>()
  for (const [given, value] of pairs) {
    const lower = given.toLowerCase()
    const name = spelling.get(lower) ?? given
    const before = headers[name]
    spelling.set(lower, name)
    headers[name] = before === undefined ? value : [before, value].flat()
  }
  return headers
}

function paired(raw: readonly string[]): Header[] {
  const headers: Header[] = []
  for (let index = 0; index + 1 < raw.length; index += 2)
    headers.push([raw[index] ?? '', raw[index + 1] ?? ''])
  return headers
}

function timedOut(message: string): DeliveryError {
  return new DeliveryError('timeout', 'ETIMEDOUT', message)
}

interface TotalTimer {
  onTime: ((error: Error) => void) | null
  clear(): void
}

/**
 * Time-outs run in real time, not in the injected one: a socket's life is real, and a test that moves its clock by an
 * hour must not cut the connections that it still reads from.
 */
function totalTimer(totalMs: number): TotalTimer {
  const timer: TotalTimer = {
    onTime: null,
    clear: () => {
      clearTimeout(handle)
    },
  }
  const handle = setTimeout(
    () => timer.onTime?.(timedOut(`It took longer than ${totalMs} ms in all.`)),
    totalMs,
  )
  return timer
}
