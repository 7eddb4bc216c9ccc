import { Buffer } from 'node:buffer'
import axios, { AxiosHeaders } from 'axios'
import http, { IncomingMessage, type ClientRequest, type ClientRequestArgs } from 'node:http'
import https from 'node:https'
import type { Failure, Header, ResponseFlaw } from '../contract/exchange.ts'
import type { Profile } from '../contract/profile.ts'
import { closeIdle, proxyAsked, type Agents, type Way } from './agents.ts'
import { readBody, type BodyRead } from './body.ts'
import { DeliveryError, failureOf, proxyError, timedOut, type Excerpt } from './failures.ts'
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

interface Hop {
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
  const ending = createEnding()
  let received: IncomingMessage | null = null
  let hasExcess = false
  let way: Way | null = null
  /** What a server said that left HTTP without being asked to. */
  let switched: WireAnswer | null = null
  const connecting = setTimeout(() => {
    ending.end(timedOut(`No connection within ${timeouts.connectMs} ms.`))
  }, timeouts.connectMs)
  signal.addEventListener('abort', ending.cancel, { once: true })
  total.onTime = ending.end

  const leave = (answer: IncomingMessage) => {
    switched = answerOf(answer)
    ending.end(new DeliveryError('bad-response', 'UNASKED_UPGRADE', 'The server left HTTP with a 101.'))
  }
  const openOn = (way: Way) => (options: ClientRequestArgs, onAnswer: (answer: IncomingMessage) => void) => {
    const opened = open(request, url, way, options, (answer) => {
      if (answer.statusCode === 101) return leave(answer)
      received = answer
      onAnswer(answer)
    })
    watch.watch(opened, (way.forwardProxy ?? url).protocol === 'https:', () => {
      clearTimeout(connecting)
    })
    opened.on('error', (error: Error) => {
      // Where a response ends is clear without what follows it (RFC 9112 section 6.3).
      if (received?.complete) hasExcess = true
      else ending.note(error)
    })
    opened.on('timeout', () => {
      ending.end(timedOut(`Nothing was heard for ${timeouts.idleMs} ms.`))
    })
    opened.on('upgrade', (answer, socket) => {
      socket.destroy()
      leave(answer)
    })
    ending.onEnd((error) => opened.destroy(error))
    return opened
  }

  try {
    if (signal.aborted) ending.cancel()
    const found = agents.wayTo(url, profile)
    way = found instanceof Promise ? await Promise.race([ending.ended, found]) : found
    if (request.isFresh) closeIdle(way.agent)
    const delivery = adapter({
      ...FIXED,
      headers: new AxiosHeaders(),
      url: request.url,
      method: request.method,
      data: request.body ?? undefined,
      // Axios hands it to the socket, where it counts silence, not the whole time.
      timeout: timeouts.idleMs,
      transport: { request: openOn(way) },
    })
    const { data: stream } = (await Promise.race([ending.ended, delivery])) as { data: unknown }
    if (!(stream instanceof IncomingMessage)) throw new Error('The response is not a stream.')
    const { statusCode = 0 } = stream
    const isBodiless = request.method === 'HEAD' || statusCode === 204 || statusCode === 304
    const body = await readBody(stream, bodyCapBytes, isBodiless, ending.onEnd)
    const failure = body.error === null ? null : failureOf(ending.reason() ?? body.error, true, excerpt)
    return { answer: withBody(answerOf(stream), body, hasExcess), failure, isStale: false }
  } catch (error) {
    const reason = ending.reason() ?? error
    const proxy = way && !watch.isConnected ? proxyAsked(way) : null
    const isOurs = reason instanceof DeliveryError && reason.kind === 'cancelled'
    const failure = failureOf(
      proxy && !isOurs ? proxyError(proxy, reason) : reason,
      watch.isConnected,
      excerpt,
    )
    const isStale = failure.kind === 'reset' && watch.isReused && watch.firstByteAt === null
    return { answer: switched, failure, isStale }
  } finally {
    clearTimeout(connecting)
    signal.removeEventListener('abort', ending.cancel)
    total.onTime = null
  }
}

/** What ends a request before its time: the first error counts, and later ones are only its echo. */
function createEnding() {
  let reason: Error | null = null
  let reject: (error: Error) => void = () => undefined
  const listeners: Array<(error: Error) => void> = []
  // Ends what is waited for, whether or not the request itself ever says that it has ended.
  const ended = new Promise<never>((_, fail) => {
    reject = fail
  })
  ended.catch(() => undefined)
  const note = (error: Error) => {
    reason ??= error
  }
  const end = (error: Error) => {
    note(error)
    for (const listener of listeners) listener(error)
    reject(error)
  }
  return {
    ended,
    note,
    end,
    reason: () => reason,
    cancel() {
      end(new DeliveryError('cancelled', 'CANCELLED', 'The request was cancelled.'))
    },
    /** Told at once when it has ended already. */
    onEnd(listener: (error: Error) => void) {
      listeners.push(listener)
      if (reason) listener(reason)
    },
  }
}

function withBody(answer: WireAnswer, body: BodyRead, hasExcess: boolean): WireAnswer {
  const flaws: ResponseFlaw[] = []
  if (hasExcess) flaws.push('bytes-after-end')
  if (body.isMislabelled) flaws.push('content-encoding-wrong')
  const truncated = body.isCut || body.error !== null
  return { ...answer, bytes: body.bytes, bodyBytes: body.size, truncated, flaws }
}

/** An answer without its body. */
function answerOf({ statusCode = 0, rawHeaders }: IncomingMessage): WireAnswer {
  return {
    status: statusCode,
    headers: paired(rawHeaders),
    bytes: Buffer.alloc(0),
    bodyBytes: 0,
    truncated: false,
    flaws: [],
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
