import type { Catalog } from '../catalog/catalog.ts'
import type { EarlierAttempt } from '../contract/earlierAttempt.ts'
import type { ApiRequest, Attempt, Confidence, Exchange, Failure, Header } from '../contract/exchange.ts'
import type { Redacted } from '../contract/redacted.ts'
import type { Claims } from '../contract/token.ts'
import type { Evidence } from '../diagnosis/evidence.ts'

/**
 * What a text turned out to hold. `code`: a program that Postern does not read; `capture`: a whole HAR file; `nothing`: no response, and no reason why none came;
 * `unread`: reading it took too long.
 */
export const PASTED_CONTENTS = [
  'response',
  'failure',
  'command',
  'code',
  'capture',
  'token',
  'nothing',
  'unread',
] as const

export type PastedContent = (typeof PASTED_CONTENTS)[number]

/** What was read from a text that somebody pasted or dropped. What it does not tell is null. */
export interface PastedText {
  content: PastedContent
  status: number | null
  /** Of the response. */
  headers: Header[]
  body: string
  /** Parts of the body are not in the text, so that nothing can be said of what is missing. */
  isPartial: boolean
  failure: Failure | null
  /** Method and address, such as `GET /api/external/sites`; only one of them where the text does not tell the other. */
  request: string | null
  /** Of the token that the request carried; the token itself is let go. */
  claims: Claims | null
  confidence: Confidence
  /** How the text was read, and what was set aside: a sentence each. */
  notes: string[]
}

export const NOTHING: PastedText = {
  content: 'nothing',
  status: null,
  headers: [],
  body: '',
  isPartial: false,
  failure: null,
  request: null,
  claims: null,
  confidence: 'unknown',
  notes: [],
}

/** What was told beside a text wins over what the text tells. */
export interface Told {
  status: number | null
  headers: readonly Header[]
}

/** What was read from a text that somebody pasted, and what was told beside it. */
export interface PastedParts extends Told {
  id: string
  pasted: PastedText
  request: ApiRequest
  /** Parts of the request that nobody told. */
  untold?: Evidence['untold']
  /** Attempts before the response, oldest first. */
  earlier?: readonly Attempt[]
  claims: Claims | null
  /** The moment that it is explained for, epoch ms. */
  now: number
  catalog: Catalog
}

/** A text that somebody pasted, and what was told beside it. */
export interface PastedQuestion {
  answer: string | Uint8Array
  status: number | null
  request: string
  headers: Header[]
  claims: Claims | null
  /** The body of the request, which may be empty; left out when it is not known. */
  body?: string | undefined
  attempts?: readonly EarlierAttempt[] | undefined
}

export interface PastedExplanation {
  exchange: Redacted<Exchange>
  content: PastedContent
  isRequestUnread: boolean
  /** Of a token that was read from the text. */
  claims: Claims | null
}
