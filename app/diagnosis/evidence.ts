import type { Catalog } from '../catalog/catalog.ts'
import type {
  ApiRequest,
  ApiResponse,
  Attempt,
  Diagnosis,
  Envelope,
  Failure,
  Finding,
} from '../contract/exchange.ts'
import type { HandOver } from '../contract/handedSecret.ts'
import type { Claims } from '../contract/token.ts'
import type { WindowState } from '../contract/rateWindow.ts'

/** Everything that an explanation may rest on. What is not known is null, and is never guessed. */
export interface Evidence {
  request: ApiRequest
  /** Parts of the request that nobody told; left out where all are known. */
  untold?: readonly ('body' | 'header' | 'method')[]
  /** The last answer; null when none came. */
  response: ApiResponse | null
  /** True when nobody told the HTTP status of the answer, so that it was taken from its body. */
  isStatusGuessed?: boolean
  /** Parts of the body are not known here, so that nothing can be said of what is missing. */
  isBodyPartial?: boolean
  /** Why no usable answer came; null when one did. */
  failure: Failure | null
  /** All attempts so far, token exchanges included, oldest first. */
  attempts: readonly Attempt[]
  /** Attempts of others before the response, oldest first; left out where nobody tells. */
  earlier?: readonly Attempt[]
  /** Epoch ms at which an answer was complete that others recorded; left out where nobody tells. */
  answeredAt?: number
  /** Alias of the key that was used. */
  key: string | null
  /** Name of the profile, as the user reads it. */
  profile: string | null
  claims: Claims | null
  /** Epoch ms in our own clock. */
  now: number
  /** Server's clock minus ours, in ms. */
  clockOffsetMs: number | null
  window: WindowState | null
  /** What became of the secrets of the response; left out where nobody looked for them. */
  handedOver?: HandOver
  /** Headers that may carry the trace ID, in the order to try them. */
  traceHeaders: readonly string[]
  catalog: Catalog
}

export interface Reading {
  /** Null when no answer came. */
  envelope: Envelope | null
  findings: Finding[]
  diagnosis: Diagnosis
}
