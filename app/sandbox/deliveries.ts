import { clip } from '../contract/values.ts'
import type { Scheme } from '../contract/webhooks.ts'
import { nodeHashing } from '../files/hashing.ts'
import { simulatedDelivery } from '../webhooks/payload.ts'
import { isDeliverable, type WebhookStore } from './endpoints/webhookStore.ts'

/** What became of an event for one subscription. Only this computer gets a delivery. */
export interface SentDelivery {
  readonly subscription: number
  readonly uri: string
  readonly isSent: boolean
}

/** Tells of an event to all who have subscribed to it. `data` is the record after the write. */
export type Deliver = (event: string, companyId: number, data: unknown, now: number) => SentDelivery[]

/** A receiver has so long to respond, ms. */
const TIMEOUT_MS = 10_000

/** Delivers once and in the background: whether and when the API delivers again is not published. */
export function createDeliverer(
  webhooks: WebhookStore,
  { scheme, closing }: { scheme: Scheme; closing: AbortSignal },
): Deliver {
  let count = 0

  return (event, companyId, data, now) =>
    webhooks.listeningTo(event, companyId).map(({ subscription, uri, secret }) => {
      const id = `msg_${subscription}_${(count += 1)}`
      const made = simulatedDelivery({ event, id, at: now, data }, { secret, scheme, hashing: nodeHashing })
      const isSent = made !== null && isDeliverable(uri)
      if (isSent) void post(uri, made, closing)
      return { subscription, uri: clip(uri, 200), isSent }
    })
}

async function post(
  uri: string,
  { headers, body }: { headers: [string, string][]; body: Uint8Array },
  closing: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT_MS)])
  // What the receiver makes of it is its own affair.
  await fetch(uri, { method: 'POST', headers, body: Buffer.from(body), redirect: 'manual', signal })
    .then((response) => response.body?.cancel())
    .catch(() => undefined)
}
