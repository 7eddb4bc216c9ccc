import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseQuery } from '../../../app/query/parse.ts'
import { barsOf } from '../../../renderer/features/problems/trend.ts'
import { fingerprintQuery, useProblemsStore } from '../../../renderer/features/problems/problems.ts'
import { arranged, sortAfter } from '../../../renderer/features/problems/problemRows.ts'
import type { Problem } from '../../../app/contract/problem.ts'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { fakeBridge } from './fakeBridge.ts'
import { changeTo, summaryOf } from './samples.ts'

const none = (length: number) => Array.from({ length }, () => 0)

describe('the trend of a problem', () => {
  it('is that of a day while all happened within it', () => {
    const trend = { hours: [...none(23), 4], days: [...none(13), 4] }
    const { bars, span } = barsOf(trend, 112, 28)
    expect([bars.length, span]).toEqual([24, '24 hours'])
    expect(bars.at(-1)).toMatchObject({ y: 0, height: 28, isEmpty: false })
    expect(bars[0]).toMatchObject({ height: 1, isEmpty: true })
  })

  it('is that of two weeks when it is older, and a single failure stays visible beside thousands', () => {
    const trend = { hours: none(24), days: [1, ...none(11), 5000, 0] }
    const { bars, span } = barsOf(trend, 112, 28)
    expect([bars.length, span]).toEqual([14, '14 days'])
    expect(bars[0]?.height).toBe(3)
    expect(bars[12]?.height).toBe(28)
  })
})

describe('the query for a problem', () => {
  it.each(['GET /api/external/sites 404/404 not found', 'GET /x 400/100 the field "limit" is #'])(
    'is one that can be read: %s',
    (fingerprint) => {
      const { query, errors } = parseQuery(fingerprintQuery(fingerprint), 0)
      expect(errors).toEqual([])
      expect(query.terms).toMatchObject([
        { kind: 'text', field: 'fingerprint', values: [fingerprint.replaceAll('"', '*')] },
      ])
    },
  )
})

describe('the count of problems', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('is read once failures pause, and every two seconds of a burst that does not', async () => {
    let reads = 0
    const bridge = fakeBridge({
      'problems:list': () => {
        reads += 1
        return { items: [], next: null, counts: { open: reads, resolved: 0, ignored: 0 } }
      },
    })
    vi.stubGlobal('window', { postern: bridge })
    setActivePinia(createPinia())
    const problems = useProblemsStore()
    await problems.start()
    expect(reads).toBe(1)
    for (let number = 0; number < 23; number += 1) {
      bridge.emit('exchange:changed', changeTo(summaryOf(number, { outcome: 'http-failure' })))
      await vi.advanceTimersByTimeAsync(200)
    }
    expect(reads).toBe(3)
    await vi.advanceTimersByTimeAsync(600)
    expect(reads).toBe(4)
    await vi.advanceTimersByTimeAsync(5000)
    expect(reads).toBe(4)
    expect(problems.counts.open).toBe(4)
  })
})

function problemOf(n: number, change: Partial<Problem> = {}): Problem {
  return {
    fingerprint: `problem ${n}`,
    state: 'open',
    changedAt: null,
    reopenedAt: null,
    count: 1,
    firstSeen: '2026-08-03T12:00:00.000Z',
    lastSeen: `2026-08-03T12:00:0${n}.000Z`,
    trend: { hours: none(24), days: none(14) },
    keys: [{ profile: 'sandbox', key: 'site-7' }],
    ids: [],
    example: '0',
    method: 'GET',
    route: '/api/external/sites',
    status: 403,
    code: 100,
    failure: null,
    headline: `Headline ${n}`,
    ...change,
  }
}

describe('the list of problems', () => {
  const three = [
    problemOf(1, { count: 9, status: 500, ids: [{ name: 'customerId', value: '1099' }] }),
    problemOf(2, { count: 2, failure: 'timeout', status: null }),
    problemOf(3, { count: 9 }),
  ]
  const order = (text: string, by: 'status' | 'headline' | 'count' | 'last', isRising = false, notes = {}) =>
    arranged(three, { text, sort: { by, isRising }, notes }).map(({ headline }) => headline?.at(-1))

  it('is in the order of the chosen column, of equal ones the last seen first', () => {
    expect(order('', 'last')).toEqual(['3', '2', '1'])
    expect(order('', 'count')).toEqual(['3', '1', '2'])
    expect(order('', 'status', true)).toEqual(['3', '1', '2'])
    expect(order('', 'headline', true)).toEqual(['1', '2', '3'])
  })

  it('is narrowed down by every word of what is known of a problem, its note included', () => {
    expect(order('1099', 'last')).toEqual(['1'])
    expect(order('timeout SITE-7', 'last')).toEqual(['2'])
    expect(order('ticket', 'last', false, { 'problem 3': 'Ticket 12' })).toEqual(['3'])
    expect(order('403 elsewhere', 'last')).toEqual([])
  })

  it('is turned round by a second click, and begins with the greatest number or latest time', () => {
    const byCount = sortAfter({ by: 'last', isRising: false }, 'count')
    expect(byCount).toEqual({ by: 'count', isRising: false })
    expect(sortAfter(byCount, 'count')).toEqual({ by: 'count', isRising: true })
  })

  it('reads all of a state, keeps what is read when more comes in, and goes on to the next when one leaves', async () => {
    const now = { items: [3, 2, 1].map((n) => problemOf(n)) }
    const bridge = fakeBridge({
      'problems:list': ({ before }) => {
        const left = now.items.filter((_, at) => before === null || at >= before)
        const next = left.length > 2 ? now.items.indexOf(left[2] ?? problemOf(0)) : null
        return { items: left.slice(0, 2), next, counts: { open: now.items.length, resolved: 0, ignored: 0 } }
      },
      'problems:notes': () => ({ 'problem 2': 'Ticket 12' }),
      'problems:setNote': ({ note }) => ({ note: note.trim() }),
      'problems:setState': ({ fingerprint }) => {
        now.items = now.items.filter((each) => each.fingerprint !== fingerprint)
      },
    })
    useBridge(bridge)
    setActivePinia(createPinia())
    const problems = useProblemsStore()
    await problems.start()
    expect(problems.items).toHaveLength(3)
    expect([problems.current?.fingerprint, problems.noteOf('problem 2')]).toEqual(['problem 3', 'Ticket 12'])
    now.items = [problemOf(4), ...now.items]
    await problems.read()
    expect(problems.current?.fingerprint).toBe('problem 3')
    problems.step(1)
    await problems.setState('problem 2', 'resolved')
    expect(problems.current?.fingerprint).toBe('problem 1')
    await problems.setNote('problem 2', ' ')
    expect(problems.noteOf('problem 2')).toBe('')
    useBridge(null)
  })
})
