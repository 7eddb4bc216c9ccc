import type { ExchangeSummary } from '../../../app/contract/summary.ts'
import { formatDay } from '../../ui/format.ts'

export const DAY_HEIGHT = 28
export const ROW_HEIGHT = 34

/** The list with a heading before each day. What a row holds is worked out when it is shown, so that a long list costs little. */
export interface Rows {
  readonly items: readonly ExchangeSummary[]
  readonly days: readonly Day[]
  /** Of exchanges and headings together. */
  readonly count: number
}

interface Day {
  readonly label: string
  /** Where its first exchange stands in the list. */
  readonly first: number
  /** Where its heading stands among the rows. */
  readonly row: number
}

export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly label: string }
  | {
      readonly kind: 'exchange'
      readonly key: string
      readonly summary: ExchangeSummary
      /** Counts exchanges alone, from 0. */
      readonly position: number
    }

/** `now` is in epoch ms. The list is in order of arrival, so that a day can come more than once. */
export function rowsOf(items: readonly ExchangeSummary[], now: number): Rows {
  const days: Day[] = []
  let [start, end] = ['', '']
  for (const [first, { startedAt }] of items.entries()) {
    // ISO times of one zone sort as text.
    if (startedAt >= start && startedAt < end) continue
    ;[start, end] = localDay(startedAt)
    days.push({ label: formatDay(startedAt, now), first, row: first + days.length })
  }
  return { items, days, count: items.length + days.length }
}

/** When the local day of a moment begins and when it is over, as ISO times. */
function localDay(moment: string): [start: string, end: string] {
  const date = new Date(moment)
  const midnight = (later: number) =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate() + later).toISOString()
  return [midnight(0), midnight(1)]
}

/** What stands in a row; null beyond the last. */
export function rowAt({ items, days }: Rows, row: number): Row | null {
  const place = days.findLastIndex((day) => day.row <= row)
  const day = days[place]
  if (!day) return null
  const position = row - place - 1
  const summary = items[Math.max(position, day.first)]
  if (!summary) return null
  if (row === day.row) return { kind: 'day', key: `day of ${summary.id}`, label: day.label }
  return { kind: 'exchange', key: summary.id, summary, position }
}

/** The row of the exchange that stands there in the list. */
export function rowOf({ days }: Rows, position: number): number {
  return position + days.findLastIndex(({ first }) => first <= position) + 1
}
