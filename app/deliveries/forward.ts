import http from 'node:http'
import https from 'node:https'
import { performance } from 'node:perf_hooks'
import { createBodyCopy } from '../capture/bodyCopy.ts'
import type { PassedResponse } from '../capture/calls.ts'
import { pairsOf, passedHeaders } from '../capture/passedHeaders.ts'
import { LONGEST_HEADERS } from '../capture/passOn.ts'
import type { Failure, Header, Timing } from '../contract/exchange.ts'
import { cancelledFailure } from '../contract/recording.ts'
import { failureOf, timedOut } from '../sending/failures.ts'

/** What the user's program made of a delivery. */
export interface Forwarded {
  /** Epoch ms. */
  at: number
  timing: Timing
  response: PassedResponse | null
  failure: Failure | null
}

/** A program that has not responded after so long never does for its sender, ms. */
export const FORWARD_MS = 30_000
/** Bytes of a response that are kept. */
const MOST_KEPT = 1024 * 1024

/** Sends a delivery to a program, byte for byte and once. It follows no redirect, and never throws. */
export function forward(
  to: string,
  { headers, body }: { headers: readonly Header[]; body: Uint8Array },
  { signal, timeoutMs = FORWARD_MS }: { signal: AbortSignal; timeoutMs?: number },
): Promise<Forwarded> {
  const url = new URL(to)
  const at = Date.now()
  const begunAt = performance.now()
  const since = () => performance.now() - begunAt
  const timing: Timing = { ...UNTIMED }
  const copy = createBodyCopy(MOST_KEPT, { free: MOST_KEPT })

  return new Promise((resolve) => {
    let isConnected = false
    const end = (response: PassedResponse | null, failure: Failure | null) => {
      clearTimeout(limit)
      resolve({ at, timing: { ...timing, totalMs: since() }, response, failure })
    }
    const fail = (error: unknown) => {
      if (signal.aborted) return end(null, cancelledFailure(isConnected))
      end(
        null,
        failureOf(error, isConnected, (text, most) => text.slice(0, most)),
      )
    }
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      headers: headersFor(url, headers, body.length).flat(),
      setHost: false,
      agent: false,
      maxHeaderSize: LONGEST_HEADERS,
      // One of its own: many requests that listen to the same one would make Node warn of a leak.
      signal: AbortSignal.any([signal]),
    })
    const limit = setTimeout(() => {
      request.destroy(timedOut('The program did not respond in time.'))
    }, timeoutMs)
    request.once('socket', (socket) => {
      socket.once('connect', () => {
        isConnected = true
        timing.connectMs = since()
      })
    })
    request.on('error', fail)
    request.on('response', (response) => {
      timing.firstByteMs = since()
      response.on('data', copy.take)
      response.on('error', fail)
      response.on('end', () => {
        end(
          { status: response.statusCode ?? 0, headers: pairsOf(response.rawHeaders), body: copy.read() },
          null,
        )
      })
    })
    request.end(body)
  })
}

const UNTIMED = {
  waitedMs: 0,
  dnsMs: null,
  connectMs: null,
  tlsMs: null,
  firstByteMs: null,
  totalMs: null,
} satisfies Timing

/** Those of the delivery, in their order; host and framing are those of this connection. */
function headersFor(url: URL, headers: readonly Header[], length: number): Header[] {
  const passed = passedHeaders(headers).filter(([name]) => !OF_THE_MESSAGE.test(name))
  return [['Host', url.host], ...passed, ['Content-Length', String(length)], ['Connection', 'close']]
}

const OF_THE_MESSAGE = /^(?:host|content-length|transfer-encoding|trailer|expect)$/i
