import type { Failure, Header } from '../contract/exchange.ts'
import type { WindowState } from '../contract/rateWindow.ts'

/** A request that has come in. Times are epoch ms, durations ms. Nothing here is redacted. */
export interface CallBegun {
  kind: 'begun'
  /** Counts up within one listener. */
  call: number
  at: number
  method: string
  /** Path and query below the base URL of the API. */
  target: string
  headers: Header[]
  /** Counts the connections of one listener. */
  connection: number
  /** The program's port of that connection, by which its process can be found. */
  port: number
  /** Of the whole body; null where it is still on its way. */
  bodyHash: string | null
  /** Mark of the token; null where the call has none. */
  token: string | null
  /** Mark of the key behind it; null where that is not known yet. */
  key: string | null
}

export interface CopiedBody {
  /** As they passed, before any content decoding. */
  bytes: Uint8Array
  /** How many passed. */
  size: number
  isCut: boolean
}

export interface PassedResponse {
  status: number
  headers: Header[]
  body: CopiedBody
}

/** How a call has ended. Without response and failure the program has left. */
export interface CallEnded {
  kind: 'ended'
  call: number
  at: number
  request: CopiedBody
  response: PassedResponse | null
  failure: Failure | null
  timing: {
    waitedMs: number
    dnsMs: number | null
    connectMs: number | null
    tlsMs: number | null
    firstByteMs: number | null
    totalMs: number
  }
  /** Mark of the key behind the call; null where it has none. */
  key: string | null
  /** True where the call asked for a token. */
  isTokenRequest: boolean
  /** What the call has shown that nobody may read. */
  secrets: string[]
  window: WindowState | null
  clockOffsetMs: number | null
  /** What the policy needs to know of the API's clock: ms until its next window. */
  boundaryMs: number
}

/** A request that was not passed on. */
export interface CallRefused {
  kind: 'refused'
  status: number
  message: string
}

export type CallEvent = CallBegun | CallEnded | CallRefused
