import type { CaptureRow } from '../contract/capture.ts'
import type { Exchange } from '../contract/exchange.ts'
import { finalStatus } from '../contract/outcome.ts'
import { pathBelow } from '../contract/url.ts'

/** A captured exchange as the room lists it: what is recommended now, and what the program did after the attempt before. */
export function captureRowOf(exchange: Exchange, baseUrl: string): CaptureRow {
  const { id, startedAt, request, attempts, outcome, diagnosis, client } = exchange
  const last = attempts.at(-1)
  const judged = attempts.findLast(({ clientDid }) => clientDid !== undefined)
  const asked = judged ?? last
  const decision = asked?.decision ?? null
  return {
    id,
    startedAt,
    client: client?.name ?? client?.userAgent?.split(/[\s/;(]/, 1).join() ?? 'unknown',
    method: request.method,
    path: pathBelow(request.url, baseUrl) ?? request.url,
    status: finalStatus(exchange),
    failure: last?.failure?.kind ?? null,
    outcome,
    headline: diagnosis?.headline ?? null,
    tookMs: last?.timing.totalMs ?? null,
    attempts: Math.max(1, attempts.length),
    recommended:
      decision === null || decision.action === 'accept'
        ? null
        : { action: decision.action, delayMs: decision.delayMs },
    clientDid: judged?.clientDid ?? null,
  }
}
