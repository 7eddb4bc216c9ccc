import { judge } from '../compare/compare.ts'
import type { Exchange } from '../contract/exchange.ts'
import { isFailure } from '../contract/outcome.ts'
import type { ReplayItem, ReplayRecord } from './journal.ts'

const UNCERTAIN =
  'Postern ended while it waited for the response. The request may have run. Look in the history before you replay it.'

type Load = (id: string) => Promise<Exchange | null>

/**
 * The record of a replay that a restart interrupted. Of what was handed to the sender the history tells whether it left,
 * since a replay's requests are on the disk before they do.
 */
export async function afterRestart(
  record: ReplayRecord,
  load: Load,
  redact: <T>(value: T) => T,
): Promise<ReplayRecord> {
  const items: ReplayItem[] = []
  for (const item of record.items)
    items.push(item.state === 'sending' ? await fateOf(item, load, redact) : item)
  return { ...record, items }
}

async function fateOf(item: ReplayItem, load: Load, redact: <T>(value: T) => T): Promise<ReplayItem> {
  const original = await load(item.original)
  // Without the original it is another history; without an id, a damaged journal.
  if (original === null || item.exchange === null) return cutOff(item)
  const exchange = await load(item.exchange)
  if (exchange === null) return { ...item, state: 'waiting', exchange: null }
  if (exchange.outcome !== 'success' && !isFailure(exchange.outcome))
    return mayHaveLeft(exchange) ? cutOff(item) : { ...item, state: 'waiting', exchange: null }
  const { verdict, sentence } = judge(original, { ...exchange, envelope: redact(exchange.envelope) })
  return { ...item, state: 'sent', verdict, reason: sentence }
}

function mayHaveLeft({ attempts }: Exchange): boolean {
  return attempts.some(({ purpose, failure }) => purpose === 'request' && failure?.mayHaveBeenSent !== false)
}

/** It is sent again, and marked, when that does no harm; else it is left to the user. */
function cutOff(item: ReplayItem): ReplayItem {
  return item.isSafe
    ? { ...item, state: 'waiting', exchange: null, again: true }
    : { ...item, state: 'uncertain', again: true, reason: UNCERTAIN }
}
