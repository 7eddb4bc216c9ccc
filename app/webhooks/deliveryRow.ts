import type { Exchange } from '../contract/exchange.ts'
import { finalStatus } from '../contract/outcome.ts'
import type { DeliveryRow } from '../contract/webhooksRoom.ts'

/** A delivery as the room lists it; null for another exchange. */
export function deliveryRowOf(exchange: Exchange): DeliveryRow | null {
  const { id, startedAt, attempts, outcome, delivery, source, findings } = exchange
  if (!delivery) return null
  const last = attempts.at(-1)
  return {
    id,
    startedAt,
    event: delivery.event,
    signature: delivery.signature,
    reason: delivery.reason,
    returned: delivery.returned?.status ?? null,
    isForwarded: delivery.forwardedTo !== null,
    status: finalStatus(exchange),
    failure: last?.failure?.kind ?? null,
    tookMs: last?.timing.totalMs ?? null,
    outcome,
    isReplay: source === 'replay',
    findings: findings.map(({ rule }) => rule),
  }
}
