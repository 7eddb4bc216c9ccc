import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'
import { isLoopback } from '../contract/url.ts'
import type { Api, Arrival, IncomingRequest } from './api.ts'
import { readBody } from './body.ts'
import { deliver, deliverHalf, resetConnection } from './writeReply.ts'
import type { FaultQueue } from './faultQueue.ts'
import { inWrongEnvelope, replyOf, withCode } from './faultReplies.ts'
import { parseFault, type Fault } from './faults.ts'
import { failure, gateway, GENERIC_CODE, replyToError, type Reply } from './reply.ts'
import type { RequestLog } from './requestLog.ts'

const FAULT_HEADER = 'x-sandbox-fault'

interface ServerParts {
  readonly clock: Clock
  readonly faults: FaultQueue
  readonly log: RequestLog
  readonly api: Api
  /** Aborted when the sandbox closes, which ends every wait. */
  readonly closing: AbortSignal
}

/** Null stands for no answer at all. */
interface Plan {
  readonly reply: Reply | null
  readonly alias: string | null
  readonly fault: Fault | null
  /** The server's clock, epoch ms. */
  readonly now: number
}

export function createListener(
  parts: ServerParts,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { clock, faults, log } = parts
  let requests = 0

  async function plan(
    request: IncomingMessage,
    path: string,
    traceId: string,
    gone: AbortSignal,
  ): Promise<Plan> {
    const refuse = (reply: Reply): Plan => ({ reply, alias: null, fault: null, now: clock.now() })
    const body = await readBody(request)
    // Any other name in `Host` means that a web page has bent its own name to this computer (DNS rebinding).
    if (!isLoopback(request.headers.host ?? '')) {
      return refuse(gateway(421, 'The sandbox takes only requests to 127.0.0.1 or localhost.'))
    }
    const own = ownFault(request)
    if (own && !own.ok) return refuse(failure(400, GENERIC_CODE, [`${FAULT_HEADER}: ${own.problem}`]))
    const fault = faults.take({ method: request.method ?? 'GET', path }, own?.fault ?? null)
    const sleepMs = fault === null ? 0 : sleepBefore(fault, parts)
    if (sleepMs > 0 && !(await isSleepOver(sleepMs, gone))) {
      return { reply: null, alias: null, fault, now: clock.now() }
    }
    const now = clock.now() + (fault?.name === 'clock-skew' ? fault.amount : 0)
    const arrival = parts.api.receive(incoming(request, path, body), now, fault?.name ?? null)
    return { reply: replyTo(arrival, fault, traceId), alias: arrival.alias, fault, now }
  }

  /** False when there is nobody left to answer. */
  function isSleepOver(ms: number, gone: AbortSignal): Promise<boolean> {
    const sleep = clock.sleep(ms, AbortSignal.any([gone, parts.closing]))
    return sleep.then(
      () => true,
      () => false,
    )
  }

  return async (request, response) => {
    const traceId = traceIdOf(++requests)
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    const { reply, alias, fault, now } = await plan(request, path, traceId, gone.signal).catch(
      (error: unknown): Plan => ({
        // A connection that breaks off within the body needs no answer.
        reply: request.socket.destroyed ? null : replyToError(error),
        alias: null,
        fault: null,
        now: clock.now(),
      }),
    )
    log.add({
      at: now,
      method: request.method ?? 'GET',
      path,
      status: reply?.status ?? null,
      key: alias,
      fault: fault?.spec ?? null,
      traceId,
    })
    if (fault?.name === 'reset') return resetConnection(request)
    if (!reply) return
    response.sendDate = false
    const stamped = {
      ...reply,
      headers: { ...reply.headers, Date: new Date(now).toUTCString(), 'x-trace-id': traceId },
    }
    if (fault?.name === 'cut-body') return deliverHalf(response, stamped)
    await deliver(response, stamped)
  }
}

/** Ms until a request that a fault strikes is looked at. */
function sleepBefore({ name, amount }: Fault, { api, clock }: ServerParts): number {
  if (name === 'full-window') return api.untilEarly(clock.now())
  return name === 'slow' ? amount : 0
}

function replyTo(arrival: Arrival, fault: Fault | null, traceId: string): Reply | null {
  if (fault?.name === 'hang' || fault?.name === 'reset') return null
  const instead = fault && replyOf(fault, traceId)
  if (instead) return instead
  const honest = arrival.answer()
  if (fault?.name === 'wrong-envelope') return inWrongEnvelope(arrival.kind, honest)
  return fault?.name === 'code' ? withCode(fault.amount, honest) : honest
}

function ownFault(request: IncomingMessage) {
  const spec = request.headers[FAULT_HEADER]
  return typeof spec === 'string' && spec !== '' ? parseFault(spec) : null
}

function incoming(request: IncomingMessage, path: string, body: string): IncomingRequest {
  const query = new URLSearchParams((request.url ?? '').slice(path.length))
  return { method: request.method ?? 'GET', path, query, headers: request.headers, body }
}

/** 32 hexadecimal digits, the same at every start for the same request in the order. */
function traceIdOf(count: number): string {
  return createHash('sha256').update(`sandbox request ${count}`).digest('hex').slice(0, 32)
}
