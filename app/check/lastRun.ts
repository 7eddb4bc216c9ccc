import type { Exchange } from '../contract/exchange.ts'
import type { ExchangeSummary } from '../contract/summary.ts'

/** Calls with no longer pause between them are of one run, ms. */
const LONGEST_PAUSE_MS = 10 * 60_000
const PAGE = 200

/** What is asked of a history; its newest exchange comes first. */
interface Reader {
  list(query: { query: string; before: string | null; limit: number }): Promise<{
    items: readonly Pick<ExchangeSummary, 'id' | 'startedAt'>[]
    next: string | null
  }>
  get(id: string): Promise<Pick<Exchange, 'client'> | null>
}

/**
 * The query for what the last program sent that a capture saw: all of its run, or all since the last long pause where it was
 * not started by `postern run`. Null where no capture has seen one.
 */
export async function lastRunQuery(history: Reader): Promise<string | null> {
  let since = ''
  let before: string | null = null
  do {
    const page = await history.list({ query: 'is:capture', before, limit: PAGE })
    for (const { id, startedAt } of page.items) {
      if (since === '') {
        const run = (await history.get(id))?.client?.run ?? null
        if (run !== null) return `run:${run}`
        since = startedAt
      } else if (Date.parse(since) - Date.parse(startedAt) > LONGEST_PAUSE_MS) {
        return `is:capture since:${since}`
      }
      if (startedAt < since) since = startedAt
    }
    before = page.next
  } while (before !== null)
  return since === '' ? null : 'is:capture'
}
