import { randomBytes } from 'node:crypto'

export interface Subscriber {
  readonly id: number
  readonly companyId: number
  /** Readable only now; made anew at every call. */
  readonly secretToken: string
  readonly createdDateTime: string
  readonly modifiedDateTime: null
}

export interface Subscription {
  readonly id: number
  readonly webhookSubscriberEventFilterId: number
  readonly uri: string
  readonly isActive: boolean
  readonly createdDateTime: string
  readonly modifiedDateTime: null
}

/** Subscribers and subscriptions of one sandbox. They are forgotten when it stops. */
export interface WebhookStore {
  addSubscriber(companyId: number, now: number): Subscriber
  /** Null when nobody has that id. */
  companyOf(subscriberId: number): number | null
  addSubscription(event: string, eventType: string, uri: string, now: number): Subscription
}

export const WEBHOOK_EVENTS = ['approve', 'reject', 'submit'] as const
export const WEBHOOK_EVENT_TYPES = ['incidentreport', 'timesheet'] as const

/** More than any session needs; the oldest subscriber is forgotten first. */
const MAX_SUBSCRIBERS = 1000
const FIRST_SUBSCRIBER_ID = 801
const FIRST_SUBSCRIPTION_ID = 9001

export function createWebhookStore(): WebhookStore {
  const companies = new Map<number, number>()
  let subscribers = 0
  let subscriptions = 0
  return {
    addSubscriber(companyId, now) {
      const id = FIRST_SUBSCRIBER_ID + subscribers++
      companies.set(id, companyId)
      companies.delete(id - MAX_SUBSCRIBERS)
      const secretToken = `whsec_${randomBytes(24).toString('base64url')}`
      return {
        id,
        companyId,
        secretToken,
        createdDateTime: new Date(now).toISOString(),
        modifiedDateTime: null,
      }
    },
    companyOf: (subscriberId) => companies.get(subscriberId) ?? null,
    addSubscription(event, eventType, uri, now) {
      const filter = `${event} ${eventType}`
      return {
        id: FIRST_SUBSCRIPTION_ID + subscriptions++,
        webhookSubscriberEventFilterId: 1 + EVENT_FILTERS.indexOf(filter),
        uri,
        isActive: true,
        createdDateTime: new Date(now).toISOString(),
        modifiedDateTime: null,
      }
    },
  }
}

const EVENT_FILTERS = WEBHOOK_EVENT_TYPES.flatMap((type) => WEBHOOK_EVENTS.map((event) => `${event} ${type}`))
