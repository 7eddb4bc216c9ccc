import type { IncomingHttpHeaders } from 'node:http'
import type { Scheme } from '../contract/webhooks.ts'
import { jsonFields } from './body.ts'
import { createDeliverer } from './deliveries.ts'
import type { Endpoint } from './endpoints/endpoint.ts'
import { answerTokenRequest, TOKEN_PATH } from './endpoints/tokenRequest.ts'
import { createWebhookStore } from './endpoints/webhookStore.ts'
import { success, type SuccessKind } from './envelopes.ts'
import type { FaultName } from './faults.ts'
import { createRecordChanges } from './recordChanges.ts'
import { createRateWindow, type RateWindow, type Ticket, type WindowRule } from './rateWindow.ts'
import { createReader } from './parameters.ts'
import { failure, gateway, GENERIC_CODE, replyToError, type Reply } from './reply.ts'
import { findEndpoint } from './routes.ts'
import { scopeOf } from './scope.ts'
import type { TokenBody } from './token.ts'
import { createTokenDesk, type TokenDesk } from './tokenEndpoint.ts'

/** Live operations ask for it; any value that is not empty will do, such as `sandbox-sub-key`. */
const SUBSCRIPTION_HEADER = 'external-gh-apim-sub-key'

/** Only these paths count towards the rate limit (guide, 429: "on external endpoints"). */
const LIMITED_PATHS = '/api/external/'

export interface IncomingRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What is known of a request before an endpoint, or a fault, answers it. */
export interface Arrival {
  /** Alias of the key behind a valid token. */
  readonly alias: string | null
  /** The envelope of the endpoint that was meant. */
  readonly kind: SuccessKind
  answer(): Reply
}

export interface Api {
  /** What the contract says. Of faults, only those of `LASTING` change it. `now` is epoch ms of the server's clock. */
  receive(request: IncomingRequest, now: number, fault: FaultName | null): Arrival
  /** Ms until a rate window is not about to end: what is refused at its end is not surely refused a moment later. */
  untilEarly(now: number): number
  /** Aliases of the keys that faults have revoked. */
  revoked(): readonly string[]
  /** Takes that back. */
  restore(): void
}

/** Whether a request to this path counts for the rate window. */
export const isLimited = (path: string): boolean => path.startsWith(LIMITED_PATHS)

/** A `Date` is exact to a second. */
const LATE_MS = 2000

/** What a fault does to the key and the token of a request, beyond the response. */
const LASTING: Partial<
  Record<FaultName, (token: TokenBody, desk: TokenDesk, window: RateWindow, now: number) => void>
> = {
  'expired-token': (token, desk) => desk.expire(token),
  'revoked-key': ({ sub }, desk) => desk.revoke(sub),
  'full-window': ({ sub }, _, window, now) => window.fill(sub, now),
}

export function createApi(
  rule: WindowRule,
  tokenLifeMs: number,
  webhooks: { scheme: Scheme; closing: AbortSignal },
): Api {
  const desk = createTokenDesk(tokenLifeMs)
  const rateWindow = createRateWindow(rule)
  const store = createWebhookStore()
  const deliver = createDeliverer(store, webhooks)
  const changes = createRecordChanges()

  /** The order is that of a real stack: the gateway first, then the token, the limit, the KeyType, the endpoint. */
  function answer(request: IncomingRequest, now: number, identity: Identity, ticket: Ticket | null): Reply {
    const match = findEndpoint(request.method, request.path)
    if (!match.endpoint) return notRouted(request, match.allowed)
    const { endpoint, id } = match
    if (endpoint.needsSubscription && !request.headers[SUBSCRIPTION_HEADER]) return withoutSubscription()
    if ('refusal' in identity) return identity.refusal
    if (ticket && !ticket.granted) return tooMany(rule, ticket, now)
    if (endpoint.keyType !== null && endpoint.keyType !== identity.body.KeyType) {
      return wrongKeyType(endpoint.keyType, identity.body)
    }
    return answerEndpoint(endpoint, request, identity.body, id, now)
  }

  function answerEndpoint(
    endpoint: Endpoint,
    request: IncomingRequest,
    token: TokenBody,
    id: string | null,
    now: number,
  ): Reply {
    const data = endpoint.answer({
      path: request.path,
      // A cursor is appended to the query as it is, so of two values the later one counts.
      query: createReader((name) => request.query.getAll(name).at(-1)),
      pathId: createReader(() => id),
      body() {
        const fields = jsonFields(request.body)
        return createReader((name) => fields.get(name), true)
      },
      scope: scopeOf(token),
      now,
      webhooks: store,
      changes,
      deliver: (event, companyId, data) => deliver(event, companyId, data, now),
    })
    return success(endpoint.kind, data)
  }

  function receive(request: IncomingRequest, now: number, fault: FaultName | null): Arrival {
    if (request.path === TOKEN_PATH) {
      const exchange = () => answerTokenRequest(request.headers, request.body, desk, now)
      const reply = () => (request.method === 'POST' ? exchange() : notRouted(request, ['POST']))
      return { alias: null, kind: 'standard', answer: () => refusable(reply) }
    }
    const sent = desk.check(request.headers.authorization, now)
    if (fault && 'body' in sent) LASTING[fault]?.(sent.body, desk, rateWindow, now)
    const identity = desk.check(request.headers.authorization, now)
    const alias = 'body' in identity ? identity.body.sub : null
    const ticket = alias !== null && isLimited(request.path) ? rateWindow.take(alias, now) : null
    return {
      alias,
      kind: findEndpoint(request.method, request.path).endpoint?.kind ?? 'standard',
      answer: () => refusable(() => answer(request, now, identity, ticket)),
    }
  }

  function untilEarly(now: number): number {
    const restMs = rule.lengthMs - (now % rule.lengthMs)
    return restMs < Math.min(LATE_MS, rule.lengthMs / 2) ? restMs : 0
  }

  return { receive, untilEarly, revoked: () => desk.revoked(), restore: () => desk.restore() }
}

type Identity = { body: TokenBody } | { refusal: Reply }

function refusable(makeReply: () => Reply): Reply {
  try {
    return makeReply()
  } catch (error) {
    return replyToError(error)
  }
}

function notRouted({ method, path }: IncomingRequest, allowed: readonly string[]): Reply {
  if (allowed.length === 0) return gateway(404, `No operation matches ${path}.`)
  return gateway(405, `${path} does not take ${method}.`, { Allow: allowed.join(', ') })
}

function withoutSubscription(): Reply {
  return gateway(401, `The subscription key is missing: send it in the header ${SUBSCRIPTION_HEADER}.`)
}

function wrongKeyType(needed: string, token: TokenBody): Reply {
  return failure(403, 403, [
    `This endpoint needs an API key with KeyType ${needed}; this one has KeyType ${token.KeyType}.`,
  ])
}

function tooMany({ limit, lengthMs }: WindowRule, ticket: Ticket, now: number): Reply {
  const span = lengthMs === 60_000 ? 'minute' : `${lengthMs / 1000} seconds`
  const seconds = Math.max(1, Math.ceil((ticket.resetsAt - now) / 1000))
  return failure(429, GENERIC_CODE, [`Rate limit exceeded: ${limit} requests per ${span}.`], {
    'Retry-After': String(seconds),
  })
}
