import type { Header } from '../contract/exchange.ts'
import { SIMULATED_HEADER } from '../contract/webhooks.ts'
import { utf8 } from './bytes.ts'
import { signedHeaders, type Signing } from './sign.ts'

export const EVENT_TYPES = ['incidentreport', 'timesheet'] as const
export const EVENTS = ['approve', 'reject', 'submit'] as const
/** Every event that is in the API documentation, such as `timesheet.approve`. */
export const EVENT_NAMES: readonly string[] = EVENT_TYPES.flatMap((type) =>
  EVENTS.map((event) => `${type}.${event}`),
)

export interface Simulated {
  /** Such as `timesheet.approve`. */
  event: string
  /** The same for each time that it is delivered. */
  id: string
  /** Epoch ms. */
  at: number
  /** The record that the event is about. */
  data: unknown
}

/**
 * A delivery as the sandbox makes it. The payload of the API is not published: this one has the fields of a subscription.
 * Null where the secret is no key of the scheme.
 */
export function simulatedDelivery(
  { event, id, at, data }: Simulated,
  signing: Signing,
): { headers: Header[]; body: Uint8Array } | null {
  const [eventType, name] = event.split('.')
  const createdDateTime = new Date(at).toISOString()
  const body = utf8(JSON.stringify({ id, event: name, eventType, createdDateTime, data }))
  const signed = signedHeaders({ id, timestamp: String(Math.floor(at / 1000)), body }, signing)
  return (
    signed && {
      headers: [
        ['Content-Type', 'application/json; charset=utf-8'],
        ['User-Agent', 'Postern'],
        ...signed,
        [SIMULATED_HEADER, 'sandbox'],
      ],
      body,
    }
  )
}
