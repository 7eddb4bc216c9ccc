import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ExchangeSummary } from '../../../app/contract/summary.ts'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { useExchangesStore } from '../../../renderer/features/history/exchanges.ts'
import { useFilterStore } from '../../../renderer/features/history/filter.ts'
import { useProblemsStore } from '../../../renderer/features/problems/problems.ts'
import { fakeBridge } from './fakeBridge.ts'
import { changeTo, idOf, summaryOf } from './samples.ts'

const EVENTS = 5000
const BATCH = 500
/** From one to the next of 20 requests a second, each of which begins and ends. */
const STEP_MS = 25

const STEP = { state: 'sending', attempt: 1, of: 4, until: null, reason: '' } as const

/** How often the page has asked for the id of an exchange: what a list of any length is searched by. */
let reads = 0

function counted(n: number, change: Partial<ExchangeSummary>): ExchangeSummary {
  const id = idOf(n)
  return Object.defineProperty(summaryOf(n, change), 'id', {
    enumerable: true,
    get: () => {
      reads += 1
      return id
    },
  })
}

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
})

afterEach(() => {
  vi.useRealTimers()
  useBridge(null)
})

it.each([
  { held: false, query: '' },
  { held: true, query: '' },
  { held: false, query: 'status:5xx' },
  { held: true, query: 'status:5xx' },
])('what an event costs does not grow with those before it: %o', async ({ held, query }) => {
  let newest = 0
  const matching = () => [counted(newest, { status: 503, outcome: 'http-failure' })]
  const bridge = fakeBridge({
    'history:list': ({ query: asked }) => ({
      items: asked === undefined ? [counted(1, {})] : matching(),
      next: null,
      total: 1,
      matching: 1,
    }),
    'history:count': () => ({ count: newest, isExact: true }),
    'problems:list': () => ({ items: [], next: null, counts: { open: 1, resolved: 0, ignored: 0 } }),
  })
  useBridge(bridge)
  const exchanges = useExchangesStore()
  const filter = useFilterStore()
  await Promise.all([exchanges.start(), useProblemsStore().start(), filter.apply(query)])
  filter.start()
  filter.hold(held)

  const batches: { calls: number; reads: number }[] = []
  for (let n = 2; n <= EVENTS; n += 1) {
    newest = n
    bridge.emit('exchange:progress', { ...STEP, id: idOf(n) })
    bridge.emit('exchange:changed', changeTo(counted(n, { outcome: null })))
    bridge.emit('exchange:changed', changeTo(counted(n, { status: 503, outcome: 'http-failure' })))
    await vi.advanceTimersByTimeAsync(STEP_MS * 2)
    if (n % BATCH > 0) continue
    batches.push({ calls: bridge.calls.length, reads })
    reads = 0
  }

  expect(exchanges.items.length).toBeLessThanOrEqual(1200)
  expect(filter.items.length).toBeLessThanOrEqual(1200)
  expect(exchanges.progress.size).toBe(0)
  // By then a list that follows is as long as it gets.
  const [middle, last] = [batches[4], batches.at(-1)]
  expect(last?.reads).toBeLessThan((middle?.reads ?? 0) * 1.2)
  // Rows that hold still are not searched for what is not among them.
  if (held) expect((last?.reads ?? 0) / BATCH).toBeLessThan(20)
  const callsIn = (at: number) => (batches.at(at)?.calls ?? 0) - (batches.at(at - 1)?.calls ?? 0)
  expect(callsIn(-1)).toBeLessThan(callsIn(4) * 1.1 + 1)
})
