import type { ExchangeSummary } from '../../../app/contract/summary.ts'

/** The list, newest arrival first, with this summary in it: in its old place, or, when it is new, at the top. */
export function upsert(
  list: readonly ExchangeSummary[],
  summary: ExchangeSummary,
): readonly ExchangeSummary[] {
  const place = list.findIndex(({ id }) => id === summary.id)
  return place === -1 ? [summary, ...list] : list.with(place, summary)
}

/** The list with an older page after it; where both have an exchange, `list` holds what is newer. */
export function mergePage(
  list: readonly ExchangeSummary[],
  page: readonly ExchangeSummary[],
): readonly ExchangeSummary[] {
  const asked = new Set(page.map(({ id }) => id))
  const known = new Set(list.filter(({ id }) => asked.has(id)).map(({ id }) => id))
  const added = page.filter(({ id }) => !known.has(id))
  return added.length === 0 ? list : [...list, ...added]
}

/**
 * The list with the newest page read again: what is new stands above, and what the page holds is brought up to date in
 * its place. Null where page and list have nothing in common, so that the list must begin anew.
 */
export function renewTop(
  list: readonly ExchangeSummary[],
  page: readonly ExchangeSummary[],
): readonly ExchangeSummary[] | null {
  const oldest = page.at(-1)
  if (oldest === undefined) return []
  const end = list.findIndex(({ id }) => id === oldest.id)
  if (end === -1) return null
  return [...page, ...list.slice(end + 1)]
}
