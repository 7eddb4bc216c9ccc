import type { Answer, SuccessKind } from '../envelopes.ts'
import type { Reader } from '../parameters.ts'
import type { KeyScope } from '../scope.ts'
import type { SentDelivery } from '../deliveries.ts'
import type { RecordChanges } from '../recordChanges.ts'
import type { WebhookStore } from './webhookStore.ts'

/** What an endpoint may look at. It answers with data, or throws a `Refusal`. */
export interface Call {
  readonly path: string
  readonly query: Reader
  /** The `{id}` of the path. */
  readonly pathId: Reader
  /** Made on demand: a body that is not a JSON object is a refusal of its own. */
  body(): Reader
  readonly scope: KeyScope
  /** Epoch ms of the sandbox's clock. */
  readonly now: number
  readonly webhooks: WebhookStore
  readonly changes: RecordChanges
  /** Tells those of a company that have subscribed to an event. */
  deliver(event: string, companyId: number, data: unknown): SentDelivery[]
}

export interface Endpoint {
  readonly method: 'GET' | 'POST'
  /** `{id}` stands for one segment. */
  readonly route: string
  readonly kind: SuccessKind
  /** The KeyType that alone opens it; null lets every key in. */
  readonly keyType: string | null
  /** True where the gateway in front asks for a subscription key. */
  readonly needsSubscription?: boolean
  answer(call: Call): Answer
}
