import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_HEIGHT, ROW_HEIGHT, rowsOf, shiftOf } from '../../../renderer/components/history/rows.ts'
import { mergePage, upsert } from '../../../renderer/stores/summaries.ts'
import type { ExchangeSummary } from '../../../app/contract/summary.ts'
import { idOf, summaryOf } from './samples.ts'

describe('upsert and mergePage', () => {
  it('keep the list newest first and free of doubles, in whatever order summaries come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 80 }), (numbers) => {
        const list = numbers.reduce<readonly ExchangeSummary[]>((all, n) => upsert(all, summaryOf(n)), [])
        const expected = [...new Set(numbers)].sort((a, b) => b - a).map(idOf)
        expect(list.map((item) => item.id)).toEqual(expected)
        expect(
          mergePage(
            [],
            [...new Set(numbers)].map((n) => summaryOf(n)),
          ).map((item) => item.id),
        ).toEqual(expected)
      }),
    )
  })

  it('take the newer state of an exchange that is known', () => {
    const list = upsert([summaryOf(2, { outcome: null }), summaryOf(1)], summaryOf(2, { status: 403 }))
    expect(list.map((item) => item.status)).toEqual([403, 200])
  })

  it('do not let a page put back what an event has brought up to date', () => {
    const current = [summaryOf(2, { outcome: 'success' })]
    expect(mergePage(current, [summaryOf(2, { outcome: null }), summaryOf(1)])[0]?.outcome).toBe('success')
  })
})

describe('rowsOf', () => {
  const now = new Date(2026, 7, 3, 12).getTime()
  const on = (day: number) => ({ startedAt: new Date(2026, 7, day, 9).toISOString() })

  it('puts a heading before each day and says where each row begins', () => {
    const rows = rowsOf([summaryOf(3, on(3)), summaryOf(2, on(3)), summaryOf(1, on(2))], now)
    expect(rows.map((row) => (row.kind === 'day' ? row.label : row.position))).toEqual([
      'Today',
      0,
      1,
      'Yesterday',
      2,
    ])
    expect(rows.at(-1)?.top).toBe(2 * DAY_HEIGHT + 2 * ROW_HEIGHT)
  })

  it('keeps the row in view in its place when others arrive above', () => {
    const before = rowsOf([summaryOf(2, on(3)), summaryOf(1, on(3))], now)
    const after = rowsOf(
      [summaryOf(4, on(3)), summaryOf(3, on(3)), summaryOf(2, on(3)), summaryOf(1, on(3))],
      now,
    )
    expect(shiftOf(before, after, DAY_HEIGHT + ROW_HEIGHT)).toBe(2 * ROW_HEIGHT)
  })

  it('does not move when rows change below the view or the row in view is gone', () => {
    const before = rowsOf([summaryOf(3, on(3)), summaryOf(2, on(3))], now)
    expect(
      shiftOf(before, rowsOf([summaryOf(3, on(3)), summaryOf(2, on(3)), summaryOf(1, on(2))], now), 100),
    ).toBe(0)
    expect(shiftOf(before, [], 100)).toBe(0)
  })
})
