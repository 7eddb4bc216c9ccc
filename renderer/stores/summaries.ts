import type { ExchangeSummary } from '../../app/contract/summary.ts'

/**
 * The list with this summary in it, newest first. Ids are ULIDs, so their order is that of time.
 * Found by halving: changes come in bursts while many exchanges are replayed.
 */
export function upsert(
  list: readonly ExchangeSummary[],
  summary: ExchangeSummary,
): readonly ExchangeSummary[] {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = list[middle]
    if (item !== undefined && item.id > summary.id) low = middle + 1
    else high = middle
  }
  return list[low]?.id === summary.id ? list.with(low, summary) : list.toSpliced(low, 0, summary)
}

/** Two lists that are newest first, made one; where both have an exchange, `list` holds what is newer. */
export function mergePage(
  list: readonly ExchangeSummary[],
  page: readonly ExchangeSummary[],
): readonly ExchangeSummary[] {
  const known = new Set(list.map((item) => item.id))
  const added = page.filter((item) => !known.has(item.id))
  if (added.length === 0) return list
  return [...list, ...added].sort((a, b) => (a.id < b.id ? 1 : -1))
}
