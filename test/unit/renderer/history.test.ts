import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowAt, rowOf, rowsByDay, rowsByRoute } from '../../../renderer/features/history/rows.ts'
import { mergePage, renewTop, upsert } from '../../../renderer/features/history/summaries.ts'
import type { ExchangeSummary } from '../../../app/contract/summary.ts'
import { idOf, summaryOf } from './samples.ts'

const ids = (list: readonly ExchangeSummary[] | null) => list?.map((item) => item.id)

describe('the list of summaries', () => {
  it('is in order of arrival and free of doubles, whatever the times of what arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 80 }), (numbers) => {
        const list = numbers.reduce<readonly ExchangeSummary[]>((all, n) => upsert(all, summaryOf(n)), [])
        const expected = [...new Set(numbers)].toReversed().map(idOf)
        expect(ids(list)).toEqual(expected)
        expect(ids(mergePage([], list))).toEqual(expected)
      }),
    )
  })

  it('takes the newer state of an exchange that is known', () => {
    const list = upsert([summaryOf(2, { outcome: null }), summaryOf(1)], summaryOf(2, { status: 403 }))
    expect(list.map((item) => item.status)).toEqual([403, 200])
  })

  it('does not let a page put back what an event has brought up to date', () => {
    const current = [summaryOf(2, { outcome: 'success' })]
    expect(mergePage(current, [summaryOf(2, { outcome: null }), summaryOf(1)])[0]?.outcome).toBe('success')
  })

  it('takes in what others have added and removed, and keeps the older pages below', () => {
    const loaded = [5, 4, 3, 2, 1].map((n) => summaryOf(n))
    const page = [7, 6, 5, 3].map((n) => summaryOf(n))
    expect(ids(renewTop(loaded, page))).toEqual([7, 6, 5, 3, 2, 1].map(idOf))
  })

  it('begins anew where nothing is left of it', () => {
    const page = [5, 4].map((n) => summaryOf(n))
    expect(renewTop([summaryOf(1)], page)).toBeNull()
    expect(renewTop([summaryOf(1)], [])).toEqual([])
  })
})

describe('rows by day', () => {
  const now = new Date(2026, 7, 3, 12).getTime()
  const on = (day: number) => ({ startedAt: new Date(2026, 7, day, 9).toISOString() })

  it('puts a heading before each day and says where each row begins', () => {
    const rows = rowsByDay([summaryOf(3, on(3)), summaryOf(2, on(3)), summaryOf(1, on(2))], now)
    const shown = Array.from({ length: rows.count }, (_, index) => rowAt(rows, index))
    expect(shown.map((row) => (row?.kind === 'heading' ? row.label : row?.position))).toEqual([
      'Today',
      0,
      1,
      'Yesterday',
      2,
    ])
    expect(rowAt(rows, rows.count)).toBeNull()
    expect([0, 1, 2].map((position) => rowOf(rows, position))).toEqual([1, 2, 4])
  })

  it('gives each heading a key of its own, also for a day that comes again', () => {
    const rows = rowsByDay([summaryOf(3, on(3)), summaryOf(2, on(2)), summaryOf(1, on(3))], now)
    const shown = Array.from({ length: rows.count }, (_, index) => rowAt(rows, index))
    expect(shown.filter((row) => row?.kind === 'heading').map((row) => row.label)).toEqual([
      'Today',
      'Yesterday',
      'Today',
    ])
    expect(new Set(shown.map((row) => row?.key)).size).toBe(6)
  })
})

describe('rows by route', () => {
  it('stand under their route, in the order in which routes and exchanges come', () => {
    const staffs = { route: '/api/external/staffs' }
    const list = [
      summaryOf(4),
      summaryOf(3, { ...staffs, outcome: 'http-failure' }),
      summaryOf(2),
      summaryOf(1, staffs),
    ]
    const rows = rowsByRoute(list)
    const shown = Array.from({ length: rows.count }, (_, index) => rowAt(rows, index))
    expect(
      shown.map((row) => (row?.kind === 'heading' ? `${row.label} ${row.aside}` : row?.summary.id)),
    ).toEqual([
      'GET /api/external/sites 2',
      idOf(4),
      idOf(2),
      'GET /api/external/staffs 2 · 1 failed',
      idOf(3),
      idOf(1),
    ])
    expect([0, 1, 2, 3].map((position) => rowOf(rows, position))).toEqual([1, 2, 4, 5])
  })
})
