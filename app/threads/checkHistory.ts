import { once } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import type { Catalog } from '../catalog/catalog.ts'
import { checkCalls, type CheckRate } from '../check/check.ts'
import { lean } from '../check/lean.ts'
import { programsOf } from '../check/programs.ts'
import type { CheckedHistory } from '../contract/checkedHistory.ts'
import type { Exchange } from '../contract/exchange.ts'
import { lastRunQuery } from '../check/lastRun.ts'
import { createRedactor } from '../recorder/redact.ts'
import type { HistoryMethods } from '../history/methods.ts'
import { connect, type Call, type Remote } from './remote.ts'

export interface CheckOrder {
  /** Null for what the last program sent that a capture saw. */
  query: string | null
  /** Such as `POST /api/x`: what is safe to send twice. */
  idempotent: readonly string[]
  catalog: Catalog
  /** How much faster than the API's the minute was. */
  speed: number
  /** Rates of profiles, by their ids. */
  rates: Readonly<Record<string, CheckRate>>
  /** All that are known by now: they are taken out here, since a long report would hold up whoever asks. */
  secrets: readonly string[]
}

/** So many reads of the history are on their way together. */
const READ_AHEAD = 16
/** Whoever follows hears no more often. */
const TELLING_MS = 100

/** Holds what a query finds against what the API documentation says. Null when it is cancelled. */
export async function checkHistory(
  { query: wanted, idempotent, catalog, speed, rates, secrets }: CheckOrder,
  port: MessagePort,
  call: Call<{ done: number; total: number }>,
): Promise<CheckedHistory | null> {
  const history = connect<HistoryMethods>(port)
  try {
    const cancelled = call.signal.aborted
      ? Promise.resolve(null)
      : once(call.signal, 'abort').then(() => null)
    const found = await Promise.race([find(history, wanted), cancelled])
    if (found === null) return null
    const { query, ids } = found
    const exchanges: Exchange[] = []
    let lastTold = performance.now()
    for (let at = 0; at < ids.length; at += READ_AHEAD) {
      const read = await Promise.all(ids.slice(at, at + READ_AHEAD).map((id) => history.call('get', [id])))
      if (call.signal.aborted) return null
      for (const exchange of read) if (exchange) exchanges.push(lean(exchange))
      if (performance.now() - lastTold < TELLING_MS) continue
      lastTold = performance.now()
      call.progress({ done: at, total: ids.length })
    }
    const rate = (profile: string) => rates[profile] ?? null
    const report = checkCalls(exchanges, { idempotent, catalog, speed, rate })
    return createRedactor(() => secrets).value({ query, programs: programsOf(exchanges), report })
  } finally {
    await history.end()
  }
}

async function find(
  history: Remote<HistoryMethods>,
  wanted: string | null,
): Promise<{ query: string; ids: readonly string[] }> {
  const query =
    wanted ??
    (await lastRunQuery({
      list: (page) => history.call('list', [page]),
      get: (id) => history.call('get', [id]),
    })) ??
    ''
  if (query === '') return { query, ids: [] }
  return { query, ids: (await history.call('ids', [{ query, limit: Number.MAX_SAFE_INTEGER }])).ids }
}
