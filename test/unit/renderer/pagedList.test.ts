import { describe, expect, it } from 'vitest'
import type { ExchangeSummary, HistoryPage } from '../../../app/contract/summary.ts'
import { createPagedList, type PagedList } from '../../../renderer/features/history/pagedList.ts'
import { idOf, summaryOf } from './samples.ts'

/** A list of what is kept, which may grow; its newest come first, and it is told in pages of `size`. */
async function listOf(kept: readonly ExchangeSummary[], size = 200) {
  const list = createPagedList(({ before }): Promise<HistoryPage> => {
    const left = kept.filter(({ id }) => before === null || id < before)
    const items = left.slice(0, size)
    const next = left.length > size ? (items.at(-1)?.id ?? null) : null
    return Promise.resolve({ items, next, total: kept.length, matching: kept.length })
  })
  await list.begin()
  return list
}

const ids = (list: PagedList) => list.items.value.map(({ id }) => id)
const idsOf = (...numbers: number[]) => numbers.map(idOf)

describe('a list that follows what is sent', () => {
  it('keeps some of the newest rows, and reads the others again where it ends', async () => {
    const list = await listOf([])
    for (let n = 1; n <= 5000; n += 1) list.put(summaryOf(n))
    const { length } = list.items.value
    expect(length).toBeLessThanOrEqual(1200)
    expect(length).toBeGreaterThanOrEqual(1000)
    expect(list.items.value[0]).toEqual(summaryOf(5000))
    expect(list.next.value).toBe(list.items.value.at(-1)?.id)
  })

  it('takes an exchange that went with the oldest rows for no new one when it ends', async () => {
    const list = await listOf([])
    for (let n = 1; n <= 2000; n += 1) list.put(summaryOf(n))
    expect(list.put(summaryOf(3, { status: 503 }))).toBe(false)
    expect(list.items.value[0]).toEqual(summaryOf(2000))
    list.put(summaryOf(1999, { status: 503 }))
    expect(list.items.value[1]?.status).toBe(503)
  })
})

describe('a list that is held', () => {
  async function held(kept = [summaryOf(2), summaryOf(1)], size?: number) {
    const list = await listOf(kept, size)
    list.hold(true)
    return list
  }

  it('keeps its rows, brings them up to date in their place, and counts what is new once each', async () => {
    const list = await held()
    const before = list.items.value
    expect(list.put(summaryOf(3, { outcome: null }))).toBe(true)
    expect(list.put(summaryOf(3))).toBe(false)
    expect(list.put(summaryOf(4))).toBe(true)
    expect(list.items.value).toBe(before)
    expect(list.waiting.value).toBe(2)
    list.put(summaryOf(1, { status: 503 }))
    expect(ids(list)).toEqual(idsOf(2, 1))
    expect(list.items.value[1]?.status).toBe(503)
  })

  it('takes what waits in, in its last state, when it is let go or told to', async () => {
    const list = await held()
    list.put(summaryOf(3, { outcome: null }))
    list.put(summaryOf(3, { status: 503 }))
    list.takeIn()
    expect(ids(list)).toEqual(idsOf(3, 2, 1))
    expect(list.items.value[0]?.status).toBe(503)
    list.put(summaryOf(4))
    expect(ids(list)).toEqual(idsOf(3, 2, 1))
    list.hold(false)
    expect(ids(list)).toEqual(idsOf(4, 3, 2, 1))
    expect(list.waiting.value).toBe(0)
  })

  it('does not move when its newest page or an older one is read', async () => {
    const kept = [2, 1].map((n) => summaryOf(n))
    const list = await held(kept, 3)
    list.put(summaryOf(3))
    kept.unshift(summaryOf(4), summaryOf(3))
    await list.refresh()
    expect(ids(list)).toEqual(idsOf(2, 1))
    expect(list.waiting.value).toBe(2)
    await list.begin()
    expect(ids(list)).toEqual(idsOf(2))
    await list.loadMore()
    expect(ids(list)).toEqual(idsOf(2, 1))
    list.hold(false)
    expect(ids(list)).toEqual(idsOf(4, 3, 2, 1))
  })

  it('keeps rows that no longer belong there until it is let go', async () => {
    const list = await held()
    list.put(summaryOf(3))
    list.drop(idsOf(3, 1, 7))
    expect(ids(list)).toEqual(idsOf(2, 1))
    expect(list.waiting.value).toBe(0)
    list.hold(false)
    expect(ids(list)).toEqual(idsOf(2))
  })

  it('keeps the newest of very many, counts all, and reads on where they end', async () => {
    const kept = [2, 1].map((n) => summaryOf(n))
    const list = await held(kept)
    for (let n = 3; n <= 5002; n += 1) {
      list.put(summaryOf(n, { outcome: null }))
      list.put(summaryOf(n))
      kept.unshift(summaryOf(n))
    }
    expect(list.waiting.value).toBe(5000)
    expect(list.put(summaryOf(5, { status: 503 }))).toBe(false)
    await list.refresh()
    expect(ids(list)).toEqual(idsOf(2, 1))
    list.hold(false)
    expect(list.items.value[0]).toEqual(summaryOf(5002))
    expect(list.items.value.length).toBeLessThanOrEqual(1200)
    expect(list.waiting.value).toBe(0)
    const oldest = list.items.value.at(-1)
    expect(list.next.value).toBe(oldest?.id)
    await list.loadMore()
    expect(ids(list)).toEqual([...new Set(ids(list))].sort().reverse())
    expect(list.items.value.length).toBeGreaterThan(1100)
  })

  it('shows the first rows of an empty list at once', async () => {
    const list = await held([])
    list.put(summaryOf(1))
    expect(ids(list)).toEqual(idsOf(1))
  })
})
