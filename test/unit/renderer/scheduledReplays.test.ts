import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useBridge } from '../../../renderer/api/bridge.ts'
import { useScheduledReplaysStore } from '../../../renderer/features/replay/scheduledReplays.ts'
import { useExchangesStore } from '../../../renderer/features/history/exchanges.ts'
import { useReplayingBridge } from './replayingBridge.ts'
import { exchangeOf, idOf } from './samples.ts'

const START = Date.parse('2026-08-03T12:00:46.000Z')
const BOUNDARY = Date.parse('2026-08-03T12:01:00.000Z')

let sent: (string | null)[] = []

beforeEach(() => {
  vi.useFakeTimers({ now: START })
  setActivePinia(createPinia())
  sent = useReplayingBridge()
})

afterEach(() => {
  useBridge(null)
  vi.useRealTimers()
})

it('is kept at its time, not before, and once', async () => {
  const scheduledReplays = useScheduledReplaysStore()
  const exchange = exchangeOf(1)
  scheduledReplays.make(exchange, BOUNDARY)
  scheduledReplays.make(exchange, BOUNDARY)
  expect(scheduledReplays.isMade(exchange.id)).toBe(true)
  await vi.advanceTimersByTimeAsync(13_999)
  expect(sent).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(sent).toEqual([exchange.id])
  expect(scheduledReplays.isMade(exchange.id)).toBe(false)
})

it('shows what it brings to whoever still reads that exchange, and leaves others where they are', async () => {
  const scheduledReplays = useScheduledReplaysStore()
  const exchanges = useExchangesStore()
  await exchanges.select(idOf(1))
  scheduledReplays.make(exchangeOf(1), BOUNDARY)
  await exchanges.select(idOf(5))
  await vi.advanceTimersByTimeAsync(14_000)
  expect(sent).toEqual([idOf(1)])
  expect(exchanges.selectedId).toBe(idOf(5))
  scheduledReplays.make(exchangeOf(5), BOUNDARY)
  await vi.advanceTimersByTimeAsync(0)
  expect(exchanges.selectedId).toBe(idOf(2))
})

it('is told of while it is to come, the next first, and all can be cancelled', async () => {
  const scheduledReplays = useScheduledReplaysStore()
  scheduledReplays.make(exchangeOf(1), BOUNDARY + 1)
  scheduledReplays.make(exchangeOf(2), BOUNDARY)
  expect(scheduledReplays.made.map(({ exchange, at }) => [exchange.id, at])).toEqual([
    [idOf(2), BOUNDARY],
    [idOf(1), BOUNDARY + 1],
  ])
  scheduledReplays.cancelAll()
  expect(scheduledReplays.made).toEqual([])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sent).toEqual([])
})

it('can be cancelled', async () => {
  const scheduledReplays = useScheduledReplaysStore()
  const exchange = exchangeOf(1)
  scheduledReplays.make(exchange, BOUNDARY)
  scheduledReplays.cancel(exchange.id)
  expect(scheduledReplays.isMade(exchange.id)).toBe(false)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sent).toEqual([])
})

it('waits also for longer than one timer can', async () => {
  const days = 40 * 24 * 3_600_000
  useScheduledReplaysStore().make(exchangeOf(1), START + days)
  await vi.advanceTimersByTimeAsync(days - 1)
  expect(sent).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(sent).toHaveLength(1)
})
