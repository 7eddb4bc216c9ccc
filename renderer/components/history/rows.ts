import type { ExchangeSummary } from '../../../app/contract/summary.ts'
import { dayKey, formatDay } from '../../format.ts'

export const DAY_HEIGHT = 28
export const ROW_HEIGHT = 34

export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly label: string; readonly top: number }
  | {
      readonly kind: 'exchange'
      readonly key: string
      readonly summary: ExchangeSummary
      /** Counts exchanges alone, from 0. */
      readonly position: number
      readonly top: number
    }

/** The list with a heading before each day, and how far down each row begins, in px. `now` is in epoch ms. */
export function rowsOf(items: readonly ExchangeSummary[], now: number): readonly Row[] {
  const rows: Row[] = []
  let lastDay = ''
  let top = 0
  for (const [position, summary] of items.entries()) {
    const day = dayKey(summary.startedAt)
    if (day !== lastDay) {
      rows.push({ kind: 'day', key: `day ${day}`, label: formatDay(summary.startedAt, now), top })
      lastDay = day
      top += DAY_HEIGHT
    }
    rows.push({ kind: 'exchange', key: summary.id, summary, position, top })
    top += ROW_HEIGHT
  }
  return rows
}

/**
 * How much further down the row at the top of the view stands in the new list, so that it can be kept in place. At the
 * very top that is the first exchange.
 */
export function shiftOf(before: readonly Row[], after: readonly Row[], scrollTop: number): number {
  const anchor =
    before.findLast((row) => row.kind === 'exchange' && row.top <= scrollTop) ??
    before.find((row) => row.kind === 'exchange')
  if (!anchor) return 0
  const same = after.find((row) => row.key === anchor.key)
  return same ? same.top - anchor.top : 0
}
