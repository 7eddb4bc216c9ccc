import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import type { Timing } from '../contract/exchange.ts'

export type PhaseTiming = Omit<Timing, 'waitedMs'>

/** Phases of a connection that was made elsewhere, such as through a proxy's tunnel, until its first use. */
export const preparedPhases = new WeakMap<object, { connectMs: number; tlsMs: number | null }>()

/** Watches one request's socket and notes when each phase ends. */
export class Stopwatch {
  readonly startedAt: number
  readonly #now: () => number
  #dns: number | null = null
  #connect: number | null = null
  #tls: number | null = null
  firstByteAt: number | null = null
  /** True once the connection stands, so that bytes of the request may have left. */
  isConnected = false
  /** True when a kept connection was used again. */
  isReused = false

  constructor(now: () => number) {
    this.#now = now
    this.startedAt = now()
  }

  watch(request: ClientRequest, isSecure: boolean, onConnected: () => void): void {
    request.once('socket', (socket: Socket) => {
      socket.once('data', () => {
        this.firstByteAt ??= this.#now()
      })
      const connected = () => {
        this.isConnected = true
        onConnected()
      }
      this.isReused = request.reusedSocket
      if (this.isReused || !socket.connecting) {
        const prepared = preparedPhases.get(socket)
        preparedPhases.delete(socket)
        this.#connect = prepared?.connectMs ?? null
        this.#tls = prepared?.tlsMs ?? null
        connected()
        return
      }
      let before = this.startedAt
      const sinceBefore = () => {
        const now = this.#now()
        const ms = now - before
        before = now
        return ms
      }
      socket.once('lookup', () => {
        this.#dns = sinceBefore()
      })
      socket.once('connect', () => {
        this.#connect = sinceBefore()
        if (!isSecure) connected()
      })
      if (isSecure) {
        socket.once('secureConnect', () => {
          this.#tls = sinceBefore()
          connected()
        })
      }
    })
  }

  read(): PhaseTiming {
    const since = (at: number) => roundMs(at - this.startedAt)
    return {
      dnsMs: roundedOrNull(this.#dns),
      connectMs: roundedOrNull(this.#connect),
      tlsMs: roundedOrNull(this.#tls),
      firstByteMs: this.firstByteAt === null ? null : since(this.firstByteAt),
      totalMs: since(this.#now()),
    }
  }
}

function roundedOrNull(ms: number | null): number | null {
  return ms === null ? null : roundMs(ms)
}

/** Hundredths of a millisecond are as much as a clock of this kind can tell. */
export function roundMs(ms: number): number {
  return Math.max(0, Math.round(ms * 100) / 100)
}
