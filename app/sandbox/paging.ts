import type { ListFacts } from './envelopes.ts'

export interface PageRequest {
  /** Id of the record that the page starts after (`next`) or ends before (`prev`); null starts at that end. */
  readonly referenceId: number | null
  readonly direction: 'next' | 'prev'
  readonly limit: number
}

export interface PageItem {
  readonly id: number
  /** Shown in the cursor beside the id, as the API does. */
  readonly name: string
}

/**
 * One page of records that are sorted by id. A page is in that order whichever way it was reached;
 * a record that has gone from the list still anchors the page, since only its id counts.
 */
export function takePage<T extends PageItem>(
  records: readonly T[],
  request: PageRequest,
  path: string,
): { items: T[]; list: ListFacts } {
  const { referenceId, direction, limit } = request
  const from =
    direction === 'next'
      ? startAfter(records, referenceId)
      : Math.max(0, endBefore(records, referenceId) - limit)
  const to = direction === 'next' ? from + limit : endBefore(records, referenceId)
  const items = records.slice(from, to)
  return {
    items,
    list: {
      next: from + items.length < records.length ? cursor(items.at(-1), 'next') : null,
      previous: from > 0 ? cursor(items[0], 'prev') : null,
      total: records.length,
      path,
    },
  }
}

function startAfter(records: readonly PageItem[], referenceId: number | null): number {
  if (referenceId === null) return 0
  const index = records.findIndex((record) => record.id > referenceId)
  return index === -1 ? records.length : index
}

function endBefore(records: readonly PageItem[], referenceId: number | null): number {
  if (referenceId === null) return records.length
  const index = records.findIndex((record) => record.id >= referenceId)
  return index === -1 ? records.length : index
}

function cursor(item: PageItem | undefined, direction: 'next' | 'prev'): string | null {
  if (!item) return null
  return new URLSearchParams({
    referenceId: String(item.id),
    referenceName: item.name,
    direction,
  }).toString()
}
