import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OperationInput, OperationOutput } from '../../../app/operations/list.ts'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { useExchangesStore } from '../../../renderer/features/history/exchanges.ts'
import { useFilterStore } from '../../../renderer/features/history/filter.ts'
import { useRemovalStore } from '../../../renderer/features/history/removal.ts'
import { fakeBridge, Refusal, type FakeBridge } from './fakeBridge.ts'
import { changeTo, idOf, summaryOf } from './samples.ts'

type Page = OperationOutput<'history:list'>
type Wanted = OperationInput<'history:list'>

function pageOf(ids: readonly number[], change: Partial<Page> = {}): Page {
  const items = ids.map((n) => summaryOf(n))
  return { items, next: null, total: 9, matching: items.length, ...change }
}

function historyWith(list: (wanted: Wanted) => Page | Promise<Page>): FakeBridge {
  const bridge = fakeBridge({ 'history:list': list, 'history:count': () => ({ count: 7, isExact: true }) })
  useBridge(bridge)
  return bridge
}

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
})

afterEach(() => {
  vi.useRealTimers()
  useBridge(null)
})

describe('the filter', () => {
  it('searches once after a pause in typing', async () => {
    const bridge = historyWith(() => pageOf([3]))
    const filter = useFilterStore()
    filter.type('status:4')
    filter.type('status:4xx')
    await vi.runAllTimersAsync()
    expect(bridge.calls.map(({ input }) => input)).toEqual([
      { query: 'status:4xx', before: null, limit: 200 },
    ])
    expect(filter.items.map(({ id }) => id)).toEqual([idOf(3)])
  })

  it('says that its rows are not those of what is written, while that is wrong or not yet searched for', async () => {
    historyWith(() => pageOf([3]))
    const filter = useFilterStore()
    await filter.apply('status:4xx')
    expect(filter.isCurrent).toBe(true)
    filter.type('status:4xx route:/sites')
    expect(filter.isCurrent).toBe(false)
    await vi.runAllTimersAsync()
    expect(filter.isCurrent).toBe(true)
    await filter.apply('status:nonsense')
    expect([filter.isCurrent, filter.query]).toEqual([false, 'status:4xx route:/sites'])
    await filter.apply('')
    expect(filter.isCurrent).toBe(true)
  })

  it('deletes nothing by an earlier query while what is written is wrong', async () => {
    const bridge = historyWith(() => pageOf([3]))
    const filter = useFilterStore()
    await filter.apply('status:4xx')
    await filter.apply('status:nonsense')
    await useRemovalStore().removeMatching()
    expect(bridge.calls.map(({ name }) => name)).not.toContain('history:remove')
  })

  it('reads all that is left, in large pages, when its end is wanted', async () => {
    const kept = [9, 8, 7, 6, 5, 4, 3, 2, 1]
    const bridge = historyWith(({ before, limit }) => {
      const left = kept.filter((n) => before === null || idOf(n) < before)
      const page = left.slice(0, limit === 200 ? 2 : 3)
      return pageOf(page, { next: page.length < left.length ? idOf(page.at(-1) ?? 0) : null })
    })
    const filter = useFilterStore()
    await filter.apply('status:4xx')
    void filter.loadMore()
    await filter.loadAll(() => true)
    expect(filter.items.map(({ id }) => id)).toEqual(kept.map(idOf))
    const limits = bridge.calls.map(({ input }) => (input as Wanted).limit)
    expect(limits).toEqual([200, 200, 1000, 1000])
  })

  it('drops the answer to an earlier search that comes late', async () => {
    const answers: ((page: Page) => void)[] = []
    historyWith(() => new Promise((resolve) => answers.push(resolve)))
    const filter = useFilterStore()
    const first = filter.apply('status:4xx')
    const second = filter.apply('status:5xx')
    await vi.runAllTimersAsync()
    answers[1]?.(pageOf([5]))
    await second
    answers[0]?.(pageOf([4]))
    await first
    expect(filter.items.map(({ id }) => id)).toEqual([idOf(5)])
  })

  it('shows what matches only, though others change the history while it is searched', async () => {
    const answers: ((page: Page) => void)[] = []
    const bridge = historyWith(() => new Promise((resolve) => answers.push(resolve)))
    const filter = useFilterStore()
    filter.start()
    const first = filter.apply('status:4xx')
    answers[0]?.(pageOf([6, 5, 4, 3]))
    await first
    const second = filter.apply('status:403')
    bridge.emit('history:changed', null)
    for (const answer of answers.slice(1)) answer(pageOf([6, 5]))
    await second
    await vi.runAllTimersAsync()
    expect(filter.items.map(({ id }) => id)).toEqual([6, 5].map(idOf))
    expect(filter.searching.state).toBe('ready')
  })

  it('has failed no longer once the history can be read again', async () => {
    let isBroken = true
    const bridge = historyWith(() => {
      if (isBroken) throw new Refusal('history-unavailable')
      return pageOf([3])
    })
    const filter = useFilterStore()
    filter.start()
    await filter.apply('status:4xx')
    expect(filter.searching.state).toBe('failed')
    isBroken = false
    bridge.emit('history:changed', null)
    await vi.runAllTimersAsync()
    expect(filter.searching.state).toBe('ready')
  })

  it('leaves what is shown as it is while the query has a mistake', async () => {
    const bridge = historyWith(() => pageOf([3]))
    const filter = useFilterStore()
    await filter.apply('status:4xx')
    await filter.apply('status:4xx stauts:1')
    expect(filter.errors[0]).toMatchObject({ start: 11, end: 19 })
    expect(filter.query).toBe('status:4xx')
    expect(bridge.calls).toHaveLength(1)
  })

  it('asks of changed exchanges whether they match, takes in those that do and lets the others go', async () => {
    const bridge = historyWith(({ query }) => (query?.startsWith('id:') ? pageOf([4]) : pageOf([3, 2])))
    const filter = useFilterStore()
    filter.start()
    await filter.apply('outcome:failed')
    bridge.emit('exchange:changed', changeTo(summaryOf(4)))
    bridge.emit('exchange:changed', changeTo(summaryOf(3)))
    await vi.runAllTimersAsync()
    expect(filter.items.map(({ id }) => id)).toEqual([4, 2].map(idOf))
    expect(filter.matching).toEqual({ count: 7, isExact: true })
    expect(bridge.calls.map(({ input }) => input)).toContainEqual({
      query: `id:${idOf(4)},${idOf(3)} outcome:failed`,
      before: null,
      limit: 2,
    })
  })

  it('brings further pages, and the whole list when it is cleared', async () => {
    historyWith(({ query, before }) => {
      if (!query) return pageOf([9, 8, 7])
      return before === null ? pageOf([6], { next: idOf(6), matching: null }) : pageOf([5])
    })
    const filter = useFilterStore()
    await useExchangesStore().start()
    await filter.apply('took:>2s')
    await filter.loadMore()
    expect(filter.items.map(({ id }) => id)).toEqual([6, 5].map(idOf))
    expect(filter.total).toBe(7)
    await filter.apply('')
    expect(filter.items.map(({ id }) => id)).toEqual([9, 8, 7].map(idOf))
  })
})

describe('a filter by a time that moves on', () => {
  const before = (ms: number) => ({ startedAt: new Date(Date.now() - ms).toISOString() })

  it('lets go what has become too old, counts again, and takes in what has become old enough', async () => {
    const kept = [summaryOf(2, before(10_000)), summaryOf(1, before(3_580_000))]
    const inTime = ({ query }: Wanted) =>
      kept.filter(({ startedAt }) => {
        const isRecent = Date.parse(startedAt) >= Date.now() - 3_600_000
        return query === 'since:1h' ? isRecent : !isRecent
      })
    const bridge = historyWith((wanted) => pageOf([], { items: inTime(wanted) }))
    const filter = useFilterStore()
    await filter.apply('since:1h')
    expect(filter.items).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(filter.items.map(({ id }) => id)).toEqual([idOf(2)])
    expect(bridge.calls.map(({ name }) => name)).toEqual(['history:list', 'history:list', 'history:count'])
    await filter.apply('until:1h')
    expect(filter.items.map(({ id }) => id)).toEqual([idOf(1)])
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(filter.items.map(({ id }) => id)).toEqual([idOf(2), idOf(1)])
    await filter.apply('')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is read anew within a minute when the clock jumps a day', async () => {
    const start = Date.now()
    const found = () => (Date.now() - start > 3_600_000 ? [] : [summaryOf(1, before(0))])
    historyWith(() => pageOf([], { items: found() }))
    const filter = useFilterStore()
    await filter.apply('since:today')
    expect(filter.items).toHaveLength(1)
    vi.setSystemTime(start + 86_400_000)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(filter.items).toEqual([])
  })
})

describe('words that only begin as they are typed', () => {
  const counts = { ferry: 0, 'ferry*': 1300, site: 90, 'site*': 900, whole: 2, 'whole*': 2 }
  function counting(): FakeBridge {
    const countOf = (query: string) => Object.entries(counts).find(([text]) => text === query)?.[1] ?? 0
    const bridge = fakeBridge({
      'history:list': ({ query }: Wanted) => pageOf([], { matching: countOf(query ?? '') }),
      'history:count': ({ query }: OperationInput<'history:count'>) => ({
        count: countOf(query),
        isExact: true,
      }),
    })
    useBridge(bridge)
    return bridge
  }

  it('are offered where they find more, and one press applies them', async () => {
    counting()
    const filter = useFilterStore()
    await filter.apply('ferry')
    expect(filter.beginnings).toMatchObject({ query: 'ferry*', words: ['ferry'], count: 1300 })
    await filter.apply(filter.beginnings?.query ?? '')
    expect(filter.beginnings).toBeNull()
    expect(filter.matching?.count).toBe(1300)
  })

  it.each(['site', 'whole', 'status:4xx'])('are not offered where whole words do: %s', async (query) => {
    counting()
    const filter = useFilterStore()
    await filter.apply(query)
    expect(filter.beginnings).toBeNull()
  })
})
