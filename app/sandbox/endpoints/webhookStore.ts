import { randomBytes } from 'node:crypto'
import { isLoopback, originOf } from '../../contract/url.ts'
import { EVENT_NAMES } from '../../webhooks/payload.ts'

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

/** Somebody who wants to hear of an event. */
export interface Listening {
  readonly subscription: number
  readonly uri: string
  readonly secret: string
}

/** Subscribers and subscriptions of one sandbox. They are forgotten when it stops. */
export interface WebhookStore {
  addSubscriber(companyId: number, now: number): Subscriber
  /** Null when nobody has that id. */
  companyOf(subscriberId: number): number | null
  /** @param event such as `timesheet.approve` */
  addSubscription(subscriberId: number, event: string, uri: string, now: number): Subscription
  /** Those of a company that have subscribed to an event. */
  listeningTo(event: string, companyId: number): Listening[]
}

/** More than any session needs; the oldest is forgotten first. */
const MAX_SUBSCRIBERS = 1000
const MAX_SUBSCRIPTIONS = 1000
const FIRST_SUBSCRIBER_ID = 801
const FIRST_SUBSCRIPTION_ID = 9001

export function createWebhookStore(): WebhookStore {
  const subscribers = new Map<number, { companyId: number; secret: string }>()
  const subscriptions = new Map<number, { subscriberId: number; event: string; uri: string }>()
  let subscriberCount = 0
  let subscriptionCount = 0
  return {
    addSubscriber(companyId, now) {
      const id = FIRST_SUBSCRIBER_ID + subscriberCount++
      const secretToken = `whsec_${randomBytes(24).toString('base64url')}`
      subscribers.set(id, { companyId, secret: secretToken })
      subscribers.delete(id - MAX_SUBSCRIBERS)
      return {
        id,
        companyId,
        secretToken,
        createdDateTime: new Date(now).toISOString(),
        modifiedDateTime: null,
      }
    },
    companyOf: (subscriberId) => subscribers.get(subscriberId)?.companyId ?? null,
    addSubscription(subscriberId, event, uri, now) {
      const id = FIRST_SUBSCRIPTION_ID + subscriptionCount++
      subscriptions.set(id, { subscriberId, event, uri })
      subscriptions.delete(id - MAX_SUBSCRIPTIONS)
      return {
        id,
        webhookSubscriberEventFilterId: 1 + EVENT_NAMES.indexOf(event),
        uri,
        isActive: true,
        createdDateTime: new Date(now).toISOString(),
        modifiedDateTime: null,
      }
    },
    listeningTo(event, companyId) {
      return [...subscriptions].flatMap(([subscription, { subscriberId, uri, event: wanted }]) => {
        const subscriber = subscribers.get(subscriberId)
        if (wanted !== event || subscriber?.companyId !== companyId) return []
        return [{ subscription, uri, secret: subscriber.secret }]
      })
    },
  }
}

/** The sandbox delivers to this computer and nowhere else. */
export function isDeliverable(uri: string): boolean {
  const origin = originOf(uri)
  return origin !== null && isLoopback(origin)
}
