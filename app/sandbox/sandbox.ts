import { codeOf } from '../contract/thrown.ts'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import type { SandboxLogEntry, WaitingFault } from '../contract/sandbox.ts'
import type { Scheme } from '../contract/webhooks.ts'
import { ASSUMED_SCHEME } from '../webhooks/scheme.ts'
import { createApi } from './api.ts'
import { createFaultQueue } from './faultQueue.ts'
import { parseFault } from './faults.ts'
import { SANDBOX_KEYS, type SandboxKey } from './keys.ts'
import type { WindowRule } from './rateWindow.ts'
import { createRequestLog } from './requestLog.ts'
import { createListener } from './server.ts'

export { recordOf } from './endpoints/events.ts'
export { UNLUCKY_REQUESTS } from './endpoints/unlucky.ts'
export { SANDBOX_FAULTS } from './faults.ts'
export { SANDBOX_KEYS } from './keys.ts'

export interface SandboxOptions {
  /** 0, the default, takes any free port. */
  port?: number
  clock: Clock
  /** Default: 60 requests in 60,000 ms for each key. */
  rate?: WindowRule
  /** Default: 15 minutes. */
  tokenLifeMs?: number
  /** By which deliveries are signed. Default: the one that is assumed of the API. */
  scheme?: Scheme
}

export interface Sandbox {
  /** Origin without a trailing slash. */
  readonly url: string
  readonly port: number
  readonly keys: readonly SandboxKey[]
  /** Strikes the next request, or the next N with `times=N`. Throws `bad-input` for a fault that does not exist. */
  addFault(spec: string): void
  /** The faults that were added and still wait, oldest first, and those that last. */
  waitingFaults(): readonly Readonly<WaitingFault>[]
  /** Forgets the faults that wait, how often those of the header have struck, and what they revoked. */
  clearFaults(): void
  /** The last 500 requests, oldest first. */
  log(): readonly SandboxLogEntry[]
  /** Gives back what ends the subscription. */
  onRequest(listener: (entry: SandboxLogEntry) => void): () => void
  /** Ends every open connection, also those that wait for an answer. */
  close(): Promise<void>
}

const DEFAULT_RATE: WindowRule = { limit: 60, lengthMs: 60_000 }
const DEFAULT_TOKEN_LIFE_MS = 15 * 60_000
/** Longer than a client keeps a connection for later, so that it never picks one that is being closed. */
const KEEP_ALIVE_MS = 120_000

/** Starts the built-in API on loopback. Fails with `sandbox-unavailable` when it cannot listen on the port. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port: wantedPort = 0, clock, rate = DEFAULT_RATE, tokenLifeMs = DEFAULT_TOKEN_LIFE_MS } = options
  const { scheme = ASSUMED_SCHEME } = options
  const faults = createFaultQueue()
  const log = createRequestLog()
  const closing = new AbortController()
  const api = createApi(rate, tokenLifeMs, { scheme, closing: closing.signal })
  const listener = createListener({
    clock,
    faults,
    log,
    api,
    closing: closing.signal,
  })
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => void listener(request, response),
  )
  const port = await listen(server, wantedPort)
  let closed: Promise<void> | null = null

  function end(): Promise<void> {
    closing.abort()
    return new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    keys: SANDBOX_KEYS,
    addFault(spec) {
      const parsed = parseFault(spec)
      if (!parsed.ok)
        throw new PosternError('bad-input', parsed.problem, 'Choose a fault from the list in the help.')
      faults.add(parsed.fault)
    },
    waitingFaults: () => [
      ...faults.waiting(),
      ...api.revoked().map(() => ({ spec: 'revoked-key', left: 0 })),
    ],
    clearFaults() {
      faults.clear()
      api.restore()
    },
    log: () => log.entries(),
    onRequest: (subscriber) => log.subscribe(subscriber),
    close: () => (closed ??= end()),
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(cannotListen(port, error))
    server.once('error', fail)
    try {
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
        server.off('error', fail)
        resolve(portOf(server.address(), port))
      })
    } catch (error) {
      fail(error)
    }
  })
}

function portOf(address: AddressInfo | string | null, port: number): number {
  return typeof address === 'object' && address !== null ? address.port : port
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses it',
  EACCES: 'this account may not use it',
  ERR_SOCKET_BAD_PORT: 'a port is a whole number from 0 to 65535',
}

function cannotListen(port: number, cause: unknown): PosternError {
  const code = codeOf(cause) ?? 'unknown error'
  return new PosternError(
    'sandbox-unavailable',
    `The sandbox cannot listen on port ${port}: ${REASONS[code] ?? code}.`,
    'Choose another port, 0 for any free one, or end the program that uses this port.',
    { cause },
  )
}
