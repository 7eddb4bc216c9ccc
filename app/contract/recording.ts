import type { PosternError } from './errors.ts'
import type { ApiResponse, Envelope, Exchange, Failure, Header, ResponseFlaw } from './exchange.ts'
import type { HandedSecret, HandOver } from './handedSecret.ts'
import type { DeliveryFacts } from './webhooks.ts'
import type { WindowState } from './rateWindow.ts'
import type { Redacted } from './redacted.ts'
import type { Claims } from './token.ts'

/** An answer as it came, secrets included. */
export interface ReceivedAnswer {
  status: number
  headers: readonly Header[]
  bytes: Uint8Array
  bodyBytes: number
  truncated: boolean
  flaws: readonly ResponseFlaw[]
}

/** The same without secrets, and what its body says. */
export interface ReadAnswer {
  response: ApiResponse
  envelope: Envelope
}

/** An exchange as far as it has come, without what is derived from it. Its responses are those that `read` gave. */
export type Course = Omit<Exchange, 'endedAt' | 'outcome' | 'envelope' | 'findings' | 'diagnosis'>

/** What is known when an exchange ends; its explanation rests on it. */
export interface Ending {
  /** Epoch ms in our own clock. */
  at: number
  /** Who ended it before its end: the user who cancelled it, or the one who quit Postern; null when it came to its own. */
  stoppedBy: 'cancel' | 'quit' | null
  /** Why nothing could be sent, in words that explain it best; null when something else ended it. */
  error: PosternError | null
  /** Name of the profile, as the user reads it. */
  profile: string
  claims: Claims | null
  /** Server's clock minus ours, in ms; null when it is not known. */
  clockOffsetMs: number | null
  window: WindowState | null
  /** What became of the secrets that the response handed over; left out where it handed over none. */
  handedOver?: HandOver
  /** Of a webhook that arrived; it is explained by these, and not as a response of the API. */
  delivery?: DeliveryFacts
  /** True for what a program sent, and Postern only saw. */
  isOthers?: boolean
  /** Headers that may carry the trace ID, in the order to try them. */
  traceHeaders: readonly string[]
}

/** What whoever sends asks of the recorder, the only way into the history. */
export interface ExchangeRecorder {
  /** From now on these are secrets, for the rest of the session. */
  learn(secrets: Iterable<string>): void
  /** The same for the headers that carry one, whose names tell them. */
  learnHeaders(headers: readonly Header[]): void
  /** Takes the secrets out of an answer, and then reads it. It never throws, whatever a body is. */
  read(answer: ReceivedAnswer): ReadAnswer | Promise<ReadAnswer>
  /** The secrets in a body that are not known yet, in clear. */
  handedOver(answer: ReceivedAnswer): HandedSecret[]
  /** The beginning of a text of somebody else's, redacted before it is cut. */
  excerpt(text: string, most: number): string
  /**
   * Redacts the exchange as it is now, explains it when it has ended, keeps it and tells the listeners. Resolves once it
   * is on the disk when it must be `durable`; else at once, and the disk follows. What cannot be kept is no error here.
   */
  put(course: Course, ending: Ending | null, options: { durable: boolean }): Promise<Redacted<Exchange>>
}

/** Why no answer came of what the user ended. */
export function cancelledFailure(mayHaveBeenSent: boolean): Failure {
  return { kind: 'cancelled', code: 'CANCELLED', message: 'The request was cancelled.', mayHaveBeenSent }
}
