import { Buffer } from 'node:buffer'
import { Agent, type AgentOptions } from 'node:https'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import { DeliveryError, proxyError, timedOut } from './failures.ts'
import { preparedPhases } from './timing.ts'

type Done = (error: Error | null, socket?: Duplex) => void

/** A proxy's answer to CONNECT has no body; longer than this it is none. */
const MAX_ANSWER_BYTES = 16 * 1024

/**
 * Keep-alive connections through the tunnel of an HTTP proxy (RFC 9110 section 9.3.6): the proxy sees the host's name,
 * and neither the path nor a header of the request.
 */
export class TunnelAgent extends Agent {
  readonly proxy: URL
  /** Tunnels that the proxy has been asked for, and has not opened yet. */
  opening = 0
  readonly #connectMs: number
  readonly #now: () => number
  /** Sockets that are on their way to a connection, which the agent does not know yet. */
  readonly #pending = new Set<Socket>()

  constructor(proxy: URL, connectMs: number, now: () => number, options: AgentOptions) {
    super(options)
    this.proxy = proxy
    this.#connectMs = connectMs
    this.#now = now
  }

  override createConnection(options: ConnectionOptions, done: Done): undefined {
    const startedAt = this.#now()
    const host = String(options.host ?? '')
    const authority = `${host.includes(':') ? `[${host}]` : host}:${options.port ?? 443}`
    this.opening += 1
    const socket = openTunnel(this.proxy, authority, this.#connectMs, (error, tunnel) => {
      this.opening -= 1
      this.#pending.delete(socket)
      if (error || !tunnel) {
        done(error ?? new DeliveryError('refused', 'PROXY_FAILED', 'The proxy gave no connection.'))
        return
      }
      const connectedAt = this.#now()
      const secure = connectTls({
        ...options,
        socket: tunnel,
        ...(isIP(host) === 0 ? { servername: host } : {}),
      })
      const timer = setTimeout(() => {
        secure.destroy(timedOut(`${host} ended no TLS handshake in ${this.#connectMs} ms.`))
      }, this.#connectMs)
      this.#pending.add(secure)
      const settle = () => {
        clearTimeout(timer)
        this.#pending.delete(secure)
      }
      const fail = (tlsError: Error) => {
        settle()
        done(tlsError)
      }
      secure.once('error', fail)
      secure.once('secureConnect', () => {
        settle()
        secure.off('error', fail)
        preparedPhases.set(secure, { connectMs: connectedAt - startedAt, tlsMs: this.#now() - connectedAt })
        done(null, secure)
      })
    })
    this.#pending.add(socket)
  }

  override destroy(): void {
    for (const socket of this.#pending) socket.destroy(new Error('Postern closed the connections.'))
    super.destroy()
  }
}

function openTunnel(
  proxy: URL,
  authority: string,
  timeoutMs: number,
  done: (error: Error | null, socket?: Socket) => void,
): Socket {
  const socket = connectToProxy(proxy)
  let answer = Buffer.alloc(0)
  const finish = (error: Error | null) => {
    socket.removeAllListeners()
    socket.setTimeout(0)
    if (error) {
      socket.on('error', () => undefined)
      socket.destroy()
      done(proxyError(proxy, error))
    } else done(null, socket)
  }
  socket.setTimeout(timeoutMs, () => {
    finish(timedOut(`It opened no tunnel in ${timeoutMs} ms.`))
  })
  socket.on('error', (error: Error) => {
    finish(error)
  })
  socket.on('close', () => {
    finish(new DeliveryError('refused', 'PROXY_CLOSED', `The proxy ${proxy.host} closed the connection.`))
  })
  socket.on('data', (chunk: Buffer) => {
    answer = Buffer.concat([answer, chunk])
    const end = answer.indexOf('\r\n\r\n')
    if (end < 0 && answer.length < MAX_ANSWER_BYTES) return
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(answer.toString('latin1', 0, 64))?.[1]
    finish(status?.startsWith('2') && end > 0 ? null : refusal(proxy, status))
  })
  const credentials = proxyAuthorization(proxy)
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`]
  if (credentials !== null) lines.push(`Proxy-Authorization: ${credentials}`)
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  return socket
}

function refusal(proxy: URL, status: string | undefined): DeliveryError {
  const said =
    status === undefined ? 'sent no valid HTTP response.' : `returned ${status} instead of a tunnel.`
  const isPassing = status === '502' || status === '503' || status === '504'
  const code = status === undefined ? 'PROXY_BAD_ANSWER' : `PROXY_${status}`
  return new DeliveryError(isPassing ? 'refused' : 'bad-response', code, `The proxy ${proxy.host} ${said}`)
}

function connectToProxy(proxy: URL): Socket {
  const host = proxy.hostname.replace(/^\[|\]$/g, '')
  if (proxy.protocol === 'https:') {
    return connectTls({
      host,
      port: Number(proxy.port || 443),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: true,
    })
  }
  return connectTcp({ host, port: Number(proxy.port || 80) })
}

/** `Basic` credentials for the proxy (RFC 7617), from its address; null when it holds none. */
export function proxyAuthorization(proxy: URL): string | null {
  if (proxy.username === '' && proxy.password === '') return null
  const pair = `${percentDecoded(proxy.username)}:${percentDecoded(proxy.password)}`
  return `Basic ${Buffer.from(pair, 'latin1').toString('base64')}`
}

/** One character for each byte. A stray `%` stands for itself (URL Standard, "percent-decode"). */
export function percentDecoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
