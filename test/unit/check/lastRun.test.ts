import { expect, it } from 'vitest'
import type { History } from '../../../app/history/history.ts'
import { lastRunQuery } from '../../../app/check/lastRun.ts'
import { exchangeOf, idOf, summaryOf } from '../renderer/samples.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute)).toISOString()

/** Captured at these minutes, the newest first, two to a page. */
function historyOf(minutes: readonly number[], run: string | null = null): Pick<History, 'list' | 'get'> {
  const all = minutes.map((minute, place) => summaryOf(minutes.length - place, { startedAt: at(minute) }))
  return {
    list({ before }) {
      const from = before === null ? 0 : all.findIndex(({ id }) => id === before) + 1
      const items = all.slice(from, from + 2)
      const isLast = from + 2 >= all.length
      return Promise.resolve({ items, next: isLast ? null : (items.at(-1)?.id ?? null), total: all.length })
    },
    get: (id) =>
      Promise.resolve({
        ...exchangeOf(1),
        id,
        client: { run, name: null, pid: null, userAgent: null, connection: null },
      } as never),
  }
}

it.each<[minutes: readonly number[], query: string | null]>([
  [[], null],
  [[30], 'is:capture'],
  [[30, 25, 16, 7], 'is:capture'],
  [[30, 25, 14, 13], `is:capture since:${at(25)}`],
  [[30, 31, 12], `is:capture since:${at(30)}`],
])('captured at %j, the last run is %j', async (minutes, query) => {
  expect(await lastRunQuery(historyOf(minutes))).toBe(query)
})

it('a program that Postern started has a run of its own', async () => {
  expect(await lastRunQuery(historyOf([30, 10], idOf(9)))).toBe(`run:${idOf(9)}`)
})
