import type { ExchangeSummary } from '../../../app/contract/summary.ts'
import { isFailure } from '../../../app/contract/outcome.ts'
import { formatCount } from '../../../app/contract/words.ts'
import { formatDay } from '../../ui/format.ts'

export const HEADING_HEIGHT = 28

/** The list with headings. What a row holds is worked out when it is shown, so that a long list costs little. */
export interface Rows {
  readonly items: readonly ExchangeSummary[]
  readonly headings: readonly Heading[]
  /** Of exchanges and headings together. */
  readonly count: number
}

interface Heading {
  readonly label: string
  /** How many stand below it; empty where that is plain to see. */
  readonly aside: string
  /** Where its first exchange stands in the list. */
  readonly first: number
  /** Where it stands itself among the rows. */
  readonly row: number
}

export type Row =
  | { readonly kind: 'heading'; readonly key: string; readonly label: string; readonly aside: string }
  | {
      readonly kind: 'exchange'
      readonly key: string
      readonly summary: ExchangeSummary
      /** Counts exchanges alone, from 0. */
      readonly position: number
    }

/** A heading before each day. `now` is in epoch ms. The list is in order of arrival, so that a day can come more than once. */
export function rowsByDay(items: readonly ExchangeSummary[], now: number): Rows {
  const headings: Heading[] = []
  let [start, end] = ['', '']
  for (const [first, { startedAt }] of items.entries()) {
    // ISO times of one zone sort as text.
    if (startedAt >= start && startedAt < end) continue
    ;[start, end] = localDay(startedAt)
    headings.push({ label: formatDay(startedAt, now), aside: '', first, row: first + headings.length })
  }
  return { items, headings, count: items.length + headings.length }
}

/** When the local day of a moment begins and when it is over, as ISO times. */
function localDay(moment: string): [start: string, end: string] {
  const date = new Date(moment)
  const midnight = (later: number) =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate() + later).toISOString()
  return [midnight(0), midnight(1)]
}

/** A heading before those of each route, which stand together; within a route the order stays. */
export function rowsByRoute(list: readonly ExchangeSummary[]): Rows {
  const routes = new Map<string, ExchangeSummary[]>()
  for (const summary of list) {
    const name = `${summary.method} ${summary.route}`
    const group = routes.get(name)
    if (group) group.push(summary)
    else routes.set(name, [summary])
  }
  const headings: Heading[] = []
  let first = 0
  for (const [label, group] of routes) {
    const failed = group.filter(({ outcome }) => isFailure(outcome)).length
    const all = formatCount(group.length)
    const aside = failed === 0 ? all : `${all} · ${formatCount(failed)} failed`
    headings.push({ label, aside, first, row: first + headings.length })
    first += group.length
  }
  return { items: [...routes.values()].flat(), headings, count: list.length + headings.length }
}

export function rowsWithout(items: readonly ExchangeSummary[]): Rows {
  return { items, headings: [], count: items.length }
}

/** What stands in a row; null beyond the last. */
export function rowAt({ items, headings }: Rows, row: number): Row | null {
  const place = headings.findLastIndex((heading) => heading.row <= row)
  const heading = headings[place]
  const position = row - place - 1
  const summary = items[Math.max(position, heading?.first ?? 0)]
  if (!summary) return null
  if (row === heading?.row)
    return { kind: 'heading', key: `heading of ${summary.id}`, label: heading.label, aside: heading.aside }
  return { kind: 'exchange', key: summary.id, summary, position }
}

/** The row of the exchange that stands there in the list. */
export function rowOf({ headings }: Rows, position: number): number {
  return position + headings.findLastIndex(({ first }) => first <= position) + 1
}
