import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Profile } from '../contract/profile.ts'
import { codeOf, messageOf } from '../contract/thrown.ts'
import { singleWays, type Route, type Way } from '../sending/agents.ts'
import type { CopyRoom } from './bodyCopy.ts'
import type { CallEvent } from './calls.ts'
import { createCounting, type CountedCall } from './counting.ts'
import { respond, respondOnSocket, unreadable } from './ownResponses.ts'
import { pairsOf } from './passedHeaders.ts'
import { listenOnLoopback, portOf } from './listening.ts'
import { LONGEST_HEADERS, passOn } from './passOn.ts'
import { refusalOf } from './refusals.ts'

export interface ListenerOptions {
  /** Calls are passed on to its base URL, and nowhere else. */
  profile: Pick<Profile, 'id' | 'baseUrl' | 'token' | 'rate' | 'timeouts' | 'bodyCapBytes'>
  /** 0 takes any free port; where another one is in use, the next free one is taken. */
  port: number
  /** True holds back what would break the rate window, until the next one opens. */
  isHolding: boolean
  /** Origins of web pages that may use the capture. */
  allowedOrigins: readonly string[]
  route: Route
  /** Makes the marks of keys useless outside of this capture. */
  salt: string
}

export interface Listener {
  readonly port: number
  /** Address for the program, without a slash at its end. */
  readonly url: string
  /** Bytes of copies that have been recorded, for which there is room again. */
  release(bytes: number): void
  /** Takes no more calls, and ends once those in progress have, `graceMs` later at the latest. */
  close(graceMs: number): Promise<void>
}

/** Bytes of all copies that may wait to be recorded. */
const MOST_COPIED = 64 * 1024 * 1024
/** Longer than a client keeps a connection for later, so that it never picks one that is being closed. */
const KEEP_ALIVE_MS = 120_000
const HEADERS_MS = 60_000

/** Listens on loopback alone, and passes on what programs send there. */
export async function startListener(
  { profile, port: wanted, isHolding, allowedOrigins, route, salt }: ListenerOptions,
  onEvent: (event: CallEvent) => void,
): Promise<Listener> {
  const room: CopyRoom = { free: MOST_COPIED }
  const api = new URL(profile.baseUrl)
  const counting = createCounting(profile, salt)
  const { connectMs } = profile.timeouts
  // One connection for each of the program's, as it would have without the capture.
  const openWay = singleWays(api, route, connectMs, () => performance.now())
  const ways = new WeakMap<Socket, { way: Way; connection: number }>()
  const inProgress = new Set<ServerResponse>()
  const gate = { port: 0, allowedOrigins }
  let connections = 0
  let calls = 0
  let idle: () => void = () => undefined

  function wayOf(socket: Socket): { way: Way; connection: number } {
    const known = ways.get(socket)
    if (known) return known
    const own = { way: openWay(), connection: (connections += 1) }
    socket.once('close', () => {
      own.way.agent.destroy()
    })
    ways.set(socket, own)
    return own
  }

  function onRefused(status: number, message: string): void {
    onEvent({ kind: 'refused', status, message })
  }

  async function onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedAt = performance.now()
    const headers = pairsOf(request.rawHeaders)
    const { method = '', url: target = '/', socket } = request
    const refusal = refusalOf({ method, target, headers }, gate)
    if (refusal) {
      onRefused(refusal.status, refusal.message)
      return respond(response, refusal.status, refusal.message)
    }
    const { way, connection } = wayOf(socket)
    const call = (calls += 1)
    inProgress.add(response)
    response.once('close', () => {
      inProgress.delete(response)
      if (inProgress.size === 0) idle()
    })
    const counted = counting.enter({ headers, target })
    const seen = { call, at: Date.now(), method, target, headers, connection, port: socket.remotePort ?? 0 }
    const heldMs = isHolding ? await held(counted, response) : 0
    const rules = { api, own: `http://127.0.0.1:${gate.port}`, connectMs }
    passOn(
      request,
      response,
      { ...rules, bodyCapBytes: profile.bodyCapBytes, room, way, arrivedAt, heldMs },
      {
        begun(bodyHash) {
          onEvent({ kind: 'begun', ...seen, bodyHash, token: counted.token, key: counted.key })
        },
        ended(passed) {
          void counted.ended(passed).then((known) => {
            onEvent({ kind: 'ended', call, ...passed, ...known })
          })
        },
      },
    )
  }

  const servers = await listenOnLoopback(wanted, () =>
    createRelay((request, response) => {
      onRequest(request, response).catch((error: unknown) => {
        // One request that cannot be passed on must not end the capture.
        const message = `Postern could not pass this request on: ${messageOf(error)}.`
        onRefused(502, message)
        if (response.headersSent) response.destroy()
        else respond(response, 502, message)
      })
    }, onRefused),
  )
  gate.port = portOf(servers[0])
  return {
    port: gate.port,
    url: `http://127.0.0.1:${gate.port}`,
    release(bytes) {
      room.free += bytes
    },
    async close(graceMs) {
      for (const server of servers) server.close()
      for (const server of servers) server.closeIdleConnections()
      if (inProgress.size > 0) {
        const ended = new Promise<void>((resolve) => (idle = resolve))
        const limit = new AbortController()
        await Promise.race([ended, sleep(graceMs, undefined, { signal: limit.signal })])
        limit.abort()
      }
      for (const server of servers) server.closeAllConnections()
    },
  }
}

/** Ms that a call was held back. The program that leaves is let go. */
async function held(counted: CountedCall, response: ServerResponse): Promise<number> {
  const left = new AbortController()
  const leave = () => {
    left.abort()
  }
  response.once('close', leave)
  const heldMs = await counted.room(left.signal)
  response.off('close', leave)
  return heldMs
}

type OnRequest = (request: IncomingMessage, response: ServerResponse) => void

function createRelay(onRequest: OnRequest, onRefused: (status: number, message: string) => void): Server {
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: LONGEST_HEADERS,
      requestTimeout: 0,
      headersTimeout: HEADERS_MS,
      requireHostHeader: false,
      noDelay: true,
    },
    onRequest,
  )
  server.maxHeadersCount = 0
  // The program hears of 100 Continue when the API says so.
  server.on('checkContinue', onRequest)
  // What else is expected is the API's to meet, or to refuse.
  server.on('checkExpectation', onRequest)
  server.on('connect', (_: IncomingMessage, socket: Duplex) => {
    const message = 'Postern is no proxy. Set the base URL of your program to the URL of Capture.'
    onRefused(405, message)
    respondOnSocket(socket, '405 Method Not Allowed', message)
  })
  server.on('clientError', (error: Error & { rawPacket?: Buffer }, socket) => {
    if (codeOf(error) === 'ECONNRESET') return socket.destroy()
    // Node tells of each further piece of such a request.
    if (!socket.writable) return
    const [status, message] = unreadable(codeOf(error) ?? '', error.rawPacket?.toString('latin1') ?? '')
    onRefused(Number(status.slice(0, 3)), message)
    respondOnSocket(socket, status, message)
  })
  return server
}
