import { Refusal, unexpected } from '../reply.ts'
import { notThere, outsideScope } from '../scope.ts'
import type { Endpoint } from './endpoint.ts'
import { UNLUCKY_HOST } from './unlucky.ts'
import { EVENT_TYPES, EVENTS } from '../../webhooks/payload.ts'

export const subscribers: Endpoint = {
  method: 'POST',
  route: '/api/webhook/subscribers',
  kind: 'standard',
  keyType: 'webhook',
  answer: (call) => ({
    status: 201,
    data: call.webhooks.addSubscriber(call.scope.companies?.[0] ?? 0, call.now),
  }),
}

export const subscriptions: Endpoint = {
  method: 'POST',
  route: '/api/webhook/subscriptions',
  kind: 'standard',
  keyType: 'webhook',
  answer(call) {
    const body = call.body()
    body.require('subscriberId', 'event', 'eventType', 'uri')
    const subscriberId = body.integer('subscriberId') ?? 0
    const event = body.oneOf('event', EVENTS) ?? ''
    const eventType = body.oneOf('eventType', EVENT_TYPES) ?? ''
    const uri = body.webhookUri('uri') ?? ''
    body.check()
    const companyId = call.webhooks.companyOf(subscriberId)
    if (companyId === null) throw notThere('Subscriber', subscriberId)
    if (call.scope.companies && !call.scope.companies.includes(companyId))
      throw outsideScope('Company', companyId)
    const subscription = call.webhooks.addSubscription(subscriberId, `${eventType}.${event}`, uri, call.now)
    if (new URL(uri).hostname === UNLUCKY_HOST) throw new Refusal(unexpected())
    return { status: 201, data: subscription }
  },
}
