import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseQuery } from '../../../app/query/parse.ts'
import { barsOf } from '../../../renderer/features/problems/trend.ts'
import { fingerprintQuery, useProblemsStore } from '../../../renderer/features/problems/problems.ts'
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
