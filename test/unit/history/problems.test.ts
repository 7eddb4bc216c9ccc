import { describe, expect, test } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { exampleExchange, exchangeUnderWay } from './exampleExchange.ts'
import { useStore } from './temporaryStore.ts'

const context = useStore()
const HOUR = 3_600_000
const { diagnosis, request } = exampleExchange()
const fingerprint = diagnosis?.fingerprint ?? ''

/** A failure so many ms after the example's start. */
function failure(at: number, changes: Partial<Exchange> = {}, mark = fingerprint): Exchange {
  return exampleExchange({ diagnosis: diagnosis && { ...diagnosis, fingerprint: mark }, ...changes }, at)
}

function listed(state: 'open' | 'resolved' | 'ignored' | null = null) {
  return context.store.problems.list({ state, before: null, limit: 10 })
}

test('failures with the same fingerprint are one problem', () => {
  const other = { ...request, url: 'http://127.0.0.1:4010/api/external/sites?customerId=7,1099&limit=3' }
  const last = failure(3000, { key: 'site-8', request: other })
  context.put(failure(1000), failure(2000), last, exampleExchange({ outcome: 'success' }, 4000))
  expect(listed()).toEqual({
    items: [
      {
        fingerprint,
        state: 'open',
        changedAt: null,
        reopenedAt: null,
        count: 3,
        firstSeen: '2026-03-02T09:00:01.000Z',
        lastSeen: '2026-03-02T09:00:03.000Z',
        trend: { hours: expect.any(Array), days: expect.any(Array) },
        keys: [
          { profile: 'sandbox', key: 'site-7' },
          { profile: 'sandbox', key: 'site-8' },
        ],
        ids: [
          { name: 'customerId', value: '1099' },
          { name: 'customerId', value: '7' },
        ],
        example: last.id,
        method: 'GET',
        route: '/api/external/sites',
        status: 403,
        code: 100,
        failure: null,
        headline: diagnosis?.headline,
      },
    ],
    next: null,
    counts: { open: 1, resolved: 0, ignored: 0 },
  })
})

test('an id in the path counts by the name that the route gives it', () => {
  const path = {
    ...request,
    url: 'http://127.0.0.1:4010/api/external/staffs/55/licenses',
    route: '/api/external/staffs/{id}/licenses',
  }
  context.put(failure(1, { request: path }), failure(2, { request: { ...path, url: 'no address' } }))
  expect(listed().items[0]?.ids).toEqual([{ name: 'id', value: '55' }])
})

test('all ids that were asked for are counted, however many exchanges there are', () => {
  const asking = (customer: number) => ({
    request: { ...request, url: `http://127.0.0.1:4010/api/external/sites?customerId=${customer}` },
  })
  context.put(...Array.from({ length: 1500 }, (_, at) => failure(at, asking(at % 1200))))
  const { ids, distinct, lookedAt } = context.store.problems.affected(fingerprint)
  expect([ids.length, distinct, lookedAt]).toEqual([1000, 1200, 1500])
  expect(ids[0]).toEqual({ name: 'customerId', value: expect.any(String), count: 2 })
  expect(context.store.problems.affected('nothing')).toEqual({ ids: [], distinct: 0, lookedAt: 0 })
})

test('what is under way, cancelled or went well is no problem', () => {
  context.put(exchangeUnderWay(), failure(1, { outcome: 'cancelled' }), failure(2, { outcome: 'success' }))
  expect(listed()).toEqual({ items: [], next: null, counts: { open: 0, resolved: 0, ignored: 0 } })
})

test('the one seen last comes first, and the limit does not change the counts', () => {
  context.put(failure(1, {}, 'a'), failure(2, {}, 'b'), failure(3, {}, 'a'), failure(4, {}, 'c'))
  const { items, counts } = context.store.problems.list({ state: null, before: null, limit: 2 })
  expect(items.map((problem) => problem.fingerprint)).toEqual(['c', 'a'])
  expect(counts).toEqual({ open: 3, resolved: 0, ignored: 0 })
})

test('pages lead through all of a state, each once, and the last one says so', () => {
  const marks = Array.from({ length: 25 }, (_, at) => `problem ${at}`)
  context.put(...marks.map((mark, at) => failure(at, {}, mark)))
  context.store.problems.setState('problem 12', 'resolved')
  const found: string[] = []
  let before: number | null = null
  let pages = 0
  do {
    const page = context.store.problems.list({ state: 'open', before, limit: 8 })
    found.push(...page.items.map((problem) => problem.fingerprint))
    before = page.next
    pages += 1
  } while (before !== null)
  expect(pages).toBe(3)
  expect(found).toEqual(marks.filter((mark) => mark !== 'problem 12').reverse())
})

test('one is found by its fingerprint, whatever its state', () => {
  context.put(failure(1), failure(2))
  context.store.problems.setState(fingerprint, 'ignored')
  expect(context.store.problems.get(fingerprint)).toMatchObject({ count: 2, state: 'ignored' })
  expect(context.store.problems.get('nothing like it')).toBeNull()
})

test('the trend counts by hours and by days up to now', () => {
  const ages = [0.5, 0.6, 1.5, 30, 13.9 * 24, 15 * 24]
  context.time = Date.parse('2026-03-02T10:59:00.000Z')
  const start = Date.parse('2026-03-02T09:00:00.000Z')
  context.put(...ages.map((age) => failure(context.time - age * HOUR - start)))
  const { hours, days } = listed().items[0]?.trend ?? { hours: [], days: [] }
  expect(hours.slice(-3)).toEqual([0, 1, 2])
  expect(hours).toHaveLength(24)
  expect([days[0], days[12], days[13]]).toEqual([1, 1, 3])
  expect(days).toHaveLength(14)
  expect(listed().items[0]?.count).toBe(6)
})

describe('a state', () => {
  test('is kept, and sorts problems', () => {
    context.put(failure(1, {}, 'a'), failure(2, {}, 'b'))
    context.store.problems.setState('a', 'ignored')
    context.store.problems.setState('b', 'resolved')
    context.reopen()
    expect(listed('ignored').items).toMatchObject([
      { fingerprint: 'a', changedAt: '2026-03-02T10:00:00.000Z' },
    ])
    expect(listed('resolved').items).toMatchObject([{ fingerprint: 'b' }])
    expect(listed('open').items).toEqual([])
    expect(context.store.problems.open()).toBe(0)
  })

  test('resolved is undone when it happens again, and that is said', () => {
    context.put(failure(1))
    context.store.problems.setState(fingerprint, 'resolved')
    context.put(failure(2 * HOUR))
    expect(listed('open').items).toMatchObject([{ reopenedAt: '2026-03-02T11:00:00.000Z', count: 2 }])
    context.store.problems.setState(fingerprint, 'resolved')
    expect(listed('resolved').items).toMatchObject([{ reopenedAt: null }])
  })

  test('resolved stays when an exchange from before ends late, or one goes well', () => {
    context.put(failure(1))
    context.store.problems.setState(fingerprint, 'resolved')
    context.put(failure(2), failure(3 * HOUR, { outcome: 'success' }))
    expect(listed('resolved').items).toHaveLength(1)
  })

  test('ignored stays whatever happens', () => {
    context.put(failure(1))
    context.store.problems.setState(fingerprint, 'ignored')
    context.put(failure(2 * HOUR))
    expect(listed('ignored').items).toHaveLength(1)
  })

  test('outlives the exchanges', () => {
    const [first, again] = [failure(1), failure(2)]
    context.put(first)
    context.store.problems.setState(fingerprint, 'ignored')
    context.store.destroy([first.id])
    expect(listed()).toEqual({ items: [], next: null, counts: { open: 0, resolved: 0, ignored: 0 } })
    context.put(again)
    expect(listed('ignored').items).toMatchObject([{ count: 1 }])
  })
})

test('counts follow what is removed and brought back', () => {
  const [first, second] = [failure(1), failure(HOUR)]
  context.put(first, second)
  context.store.remove([first.id], 1)
  expect(listed().items).toMatchObject([{ count: 1, firstSeen: second.startedAt }])
  context.store.remove([second.id], 1)
  expect(listed().items).toEqual([])
  context.restore(1)
  const { items } = listed()
  expect(items).toMatchObject([{ count: 2, firstSeen: first.startedAt }])
  expect(items[0]?.trend.hours.reduce((sum, count) => sum + count, 0)).toBe(2)
})

test('service codes that nobody explains are listed with their number', () => {
  const coded = (code: number, at: number) => {
    const { envelope } = exampleExchange()
    return failure(at, { envelope: envelope && { ...envelope, code } })
  }
  context.put(coded(734, 1), coded(735, 2), coded(734, 3), coded(100, 4))
  expect(context.store.problems.unknownCodes([0, 100])).toEqual([
    { code: 734, count: 2 },
    { code: 735, count: 1 },
  ])
})
