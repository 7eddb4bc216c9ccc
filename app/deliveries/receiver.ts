import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { ulid } from 'ulid'
import { EXCHANGE_VERSION, type Attempt } from '../contract/exchange.ts'
import type { Course } from '../contract/recording.ts'
import { DELIVERIES } from '../contract/names.ts'
import { requestPath } from '../contract/url.ts'
import type { DeliveryDetails, DeliveryFacts } from '../contract/webhooks.ts'
import { isAccepted } from '../webhooks/findings.ts'
import { forward, type Forwarded } from './forward.ts'
import type { ArrivedDelivery, Respond } from './listener.ts'
import {
  attemptOf,
  detailsOf,
  endingOf,
  learnSecrets,
  requestOf,
  sentAtOf,
  type RecordPorts,
} from './record.ts'

export interface ReceiverPorts extends RecordPorts {
  /** URL of the user's program; null forwards nothing. */
  forwardTo: string | null
  /** What the sender gets; null lets it wait. */
  status: number | null
  /** Of the listener, without a slash at its end. */
  baseUrl(): string
  timeoutMs?: number
}

export interface Receiver {
  /** Records a delivery, responds to its sender, and forwards it. */
  take(arrived: ArrivedDelivery, respond: Respond): Promise<void>
  /** Waits for deliveries in progress, `graceMs` at most, and ends the rest. */
  close(graceMs: number): Promise<void>
}

/** So many deliveries are with the program together; those beyond wait, and their senders do not. */
const MOST_FORWARDED = 256
const MOST_REMEMBERED = 10_000

export function createReceiver(ports: ReceiverPorts): Receiver {
  const quitting = new AbortController()
  const inProgress = new Set<Promise<void>>()
  const earlier = new Map<string, { wasAccepted: boolean }>()
  const waiting: (() => void)[] = []
  let forwarded = 0

  async function forwardInTurn(to: string, arrived: ArrivedDelivery): Promise<Forwarded> {
    if (forwarded >= MOST_FORWARDED) await new Promise<void>((resolve) => waiting.push(resolve))
    forwarded += 1
    try {
      const { timeoutMs } = ports
      return await forward(to, arrived, {
        signal: quitting.signal,
        ...(timeoutMs !== undefined && { timeoutMs }),
      })
    } finally {
      forwarded -= 1
      waiting.shift()?.()
    }
  }

  function remember(key: string, wasAccepted: boolean): void {
    earlier.set(key, { wasAccepted: wasAccepted || (earlier.get(key)?.wasAccepted ?? false) })
    for (const oldest of earlier.keys()) {
      if (earlier.size <= MOST_REMEMBERED) break
      earlier.delete(oldest)
    }
  }

  async function receive(arrived: ArrivedDelivery, respond: Respond): Promise<void> {
    const { recorder, forwardTo, status } = ports
    const begunAt = performance.now()
    learnSecrets(arrived, ports)
    const details = await detailsOf(arrived, forwardTo, ports)
    const key = keyOf(arrived, details)
    const facts: DeliveryFacts = { earlier: earlier.get(key) ?? null, sentAt: sentAtOf(arrived) }
    remember(key, false)
    const course = courseOf(arrived, details, ports.baseUrl())
    // On the disk before its sender may forget it.
    await recorder.put(course, null, { durable: true })
    respond(status)
    const afterMs = performance.now() - begunAt
    const delivery = { ...details, returned: status === null ? null : { status, afterMs } }
    const attempt =
      forwardTo === null
        ? ownAttempt(arrived, status, afterMs)
        : await attemptOf(await forwardInTurn(forwardTo, arrived), recorder)
    remember(key, isAccepted(attempt.response?.status ?? null))
    await recorder.put({ ...course, delivery, attempts: [attempt] }, endingOf(facts), { durable: false })
  }

  return {
    take(arrived, respond) {
      const work = receive(arrived, respond).finally(() => inProgress.delete(work))
      inProgress.add(work)
      return work
    },
    async close(graceMs) {
      const limit = setTimeout(() => quitting.abort(), graceMs)
      await Promise.allSettled(inProgress)
      clearTimeout(limit)
    },
  }
}

function courseOf(
  { at, target, headers, body }: ArrivedDelivery,
  delivery: DeliveryDetails,
  baseUrl: string,
): Course {
  const path = requestPath(target)
  return {
    version: EXCHANGE_VERSION,
    id: ulid(at),
    source: 'capture',
    replayOf: null,
    profile: DELIVERIES,
    key: null,
    startedAt: new Date(at).toISOString(),
    request: requestOf(baseUrl + path, headers, body),
    attempts: [],
    direction: 'in',
    delivery,
  }
}

/** The attempt of a delivery that went no further. */
function ownAttempt({ at }: ArrivedDelivery, status: number | null, tookMs: number): Attempt {
  return {
    number: 1,
    purpose: 'request',
    startedAt: new Date(at).toISOString(),
    timing: { waitedMs: 0, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: tookMs, totalMs: tookMs },
    response: status === null ? null : { status, headers: [], body: '', bodyBytes: 0, truncated: false },
    failure:
      status === null
        ? { kind: 'timeout', code: 'HANG', message: 'Postern lets the sender wait.', mayHaveBeenSent: true }
        : null,
    decision: null,
  }
}

function keyOf({ body }: ArrivedDelivery, { sentId }: DeliveryDetails): string {
  return sentId === null ? `body ${createHash('sha256').update(body).digest('base64url')}` : `id ${sentId}`
}
