import type { Buffer } from 'node:buffer'
import type { Failure, Header, Redirect, ResponseFlaw } from '../contract/exchange.ts'
import type { Sighting } from './serverClock.ts'
import type { PhaseTiming } from './timing.ts'

/** A request as it goes over the wire, secrets included. */
export interface WireRequest {
  method: string
  url: string
  headers: readonly Header[]
  body: Buffer | null
  /**
   * Asks for a new connection. A kept one may have been closed meanwhile, which shows only when the request has left:
   * too late for a request that must not be sent twice.
   */
  isFresh?: boolean
}

export interface WireAnswer {
  status: number
  headers: Header[]
  bytes: Buffer
  bodyBytes: number
  truncated: boolean
  flaws: ResponseFlaw[]
}

/** What came of one attempt. Both an answer and a failure stand here when the answer broke off. */
export interface RoundTrip {
  timing: PhaseTiming
  answer: WireAnswer | null
  failure: Failure | null
  /** True when a kept connection turned out to be closed before any byte of the answer came. */
  isStale: boolean
  /** The redirects on the same origin that were followed; addresses with all that stands in them. */
  redirects: Redirect[]
  /** Every `Date` that was seen. */
  sightings: Sighting[]
}
