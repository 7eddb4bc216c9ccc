import axios, { AxiosHeaders } from 'axios'
import http, { IncomingMessage, type ClientRequest, type ClientRequestArgs } from 'node:http'
import https from 'node:https'
import type { Failure, Header } from '../contract/exchange.ts'
import type { Profile } from '../contract/profile.ts'
import { closeIdle, type Agents, type Way } from './agents.ts'
import { readBody } from './body.ts'
import { DeliveryError, failureOf, timedOut, type Excerpt } from './failures.ts'
import type { Stopwatch } from './timing.ts'
import type { WireAnswer, WireRequest } from './wire.ts'
import { proxyAuthorization } from './tunnel.ts'

/** Enough for any honest answer; Node's own 16 KB is too little for some gateways. */
const MAX_HEADER_BYTES = 64 * 1024

/**
 * Axios's own HTTP adapter, without what axios puts around it: nothing is to be merged, transformed, followed, decoded
 * or judged on the way, since each of these is ours to show.
 */
const adapter = axios.getAdapter(['http'])
const FIXED = {
  responseType: 'stream',
  decompress: false,
  maxRedirects: 0,
  proxy: false,
  validateStatus: null,
  maxBodyLength: Infinity,
} as const

/** Runs through all hops of one attempt. */
export interface TotalTimer {
  onTime: ((error: Error) => void) | null
  clear(): void
}

export interface Hop {
  answer: WireAnswer | null
  failure: Failure | null
  /** True when a kept connection turned out to be closed before any byte of the answer came. */
  isStale: boolean
}

/** One request and its answer, without following anything. Never throws for what a server or a network does. */
export async function sendOnce(
  request: WireRequest,
  profile: Profile,
  signal: AbortSignal,
  total: TotalTimer,
  watch: Stopwatch,
  agents: Agents,
  excerpt: Excerpt,
): Promise<Hop> {
  const { timeouts, bodyCapBytes } = profile
  const url = new URL(request.url)
  let sent: ClientRequest | null = null
  // Ends what is being waited for other than the request itself: the way, or the body.
  let stop: ((error: Error) => void) | null = null
  // The first thing that went wrong; later errors are only its echo.
  let reason: Error | null = null
  const end = (error: Error) => {
    reason ??= error
    sent?.destroy(error)
    stop?.(error)
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
    const found = agents.wayTo(url, profile)
    const way =
      found instanceof Promise
        ? await orEnd(found, (giveUp) => {
            stop = giveUp
          })
        : found
    if (request.isFresh) closeIdle(way.agent)
    const response = await adapter({
      ...FIXED,
      headers: new AxiosHeaders(),
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
    const stream: unknown = response.data
    if (!(stream instanceof IncomingMessage)) throw new Error('The answer is not a stream.')
    const { statusCode = 0, rawHeaders } = stream
    const isBodiless = request.method === 'HEAD' || statusCode === 204 || statusCode === 304
    const body = await readBody(stream, bodyCapBytes, isBodiless, (stopReading) => {
      stop = stopReading
      if (reason) stopReading(reason)
    })
    const answer: WireAnswer = {
      status: statusCode,
      headers: paired(rawHeaders),
      bytes: body.bytes,
      bodyBytes: body.size,
      truncated: body.isCut || body.error !== null,
    }
    return {
      answer,
      failure: body.error === null ? null : failureOf(reason ?? body.error, true, excerpt),
      isStale: false,
    }
  } catch (error) {
    const failure = failureOf(reason ?? error, watch.isConnected, excerpt)
    const isStale = failure.kind === 'reset' && watch.isReused && watch.firstByteAt === null
    return { answer: null, failure, isStale }
  } finally {
    clearTimeout(connecting)
    signal.removeEventListener('abort', cancel)
    total.onTime = null
  }
}

function orEnd<T>(waiting: Promise<T>, onBegin: (giveUp: (error: Error) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    onBegin(reject)
    waiting.then(resolve, reject)
  })
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
  // Without a prototype: a header may be named `constructor`.
  const headers = Object.create(null) as Record<string, string | string[]>
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
