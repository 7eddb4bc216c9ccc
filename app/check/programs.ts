import type { Exchange } from '../contract/exchange.ts'
import { isSentByPostern } from './calls.ts'

const MOST_NAMES = 10

/** What the programs behind exchanges are called, each once, the first that called first. */
export function programsOf(exchanges: Iterable<Exchange>): string[] {
  const names = new Set<string>()
  for (const exchange of exchanges) {
    names.add(programOf(exchange))
    if (names.size === MOST_NAMES) break
  }
  return [...names]
}

function programOf(exchange: Exchange): string {
  if (isSentByPostern(exchange)) return 'Postern'
  const { client } = exchange
  return client?.name ?? client?.userAgent?.split(/[\s/;(]/, 1).join() ?? 'unknown program'
}
