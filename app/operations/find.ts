import { z } from 'zod'
import type { History } from '../history/history.ts'

/**
 * Reads `ID|QUERY`: one id, or a query.
 * @returns ids, the oldest first; `isAll` is false when more match than the limit lets through
 */
export async function findInHistory(
  history: Pick<History, 'ids' | 'get'>,
  what: string,
  limit: number,
): Promise<{ ids: string[]; isAll: boolean }> {
  const text = what.trim()
  if (!z.ulid().safeParse(text.toUpperCase()).success) {
    const { ids, isAll } = await history.ids({ query: text, limit })
    return { ids: ids.toReversed(), isAll }
  }
  const exchange = await history.get(text.toUpperCase())
  return { ids: exchange ? [exchange.id] : [], isAll: true }
}
