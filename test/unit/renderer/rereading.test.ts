import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref, type EffectScope } from 'vue'
import { useRereading } from '../../../renderer/ui/useRereading.ts'

const DAY = 86_400_000
const HOUR = 3_600_000

describe('what time makes out of date', () => {
  const visibility = ref<DocumentVisibilityState>('visible')
  let scope: EffectScope
  let now = 0
  let reads: number[] = []

  /** Read at noon, and good until midnight; timers run beside the clock, which can be set. */
  function read(outdatedAt = (at: number): number | null => (Math.floor(at / DAY) + 1) * DAY): void {
    scope = effectScope()
    scope.run(() => {
      useRereading(
        outdatedAt,
        () => reads.push(now),
        () => now,
        visibility,
      )()
    })
  }

  /** Lets time go by as a computer that is awake sees it. */
  async function wait(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1000) {
      now += Math.min(left, 1000)
      await vi.advanceTimersByTimeAsync(Math.min(left, 1000))
    }
  }

  beforeEach(() => {
    vi.useFakeTimers()
    visibility.value = 'visible'
    now = 100 * DAY + 12 * HOUR
    reads = []
  })

  afterEach(() => {
    scope.stop()
    vi.useRealTimers()
  })

  it('is read again at that time, and not before', async () => {
    read()
    await wait(12 * HOUR - 1000)
    expect(reads).toEqual([])
    await wait(1000)
    expect(reads).toEqual([101 * DAY])
    await wait(DAY)
    expect(reads).toEqual([101 * DAY, 102 * DAY])
  })

  it('is read again within a minute when the clock was set a day forward, or back', async () => {
    read()
    now += DAY
    await wait(60_000)
    expect(reads).toHaveLength(1)
    now -= DAY
    await wait(60_000)
    expect(reads).toHaveLength(2)
    await wait(HOUR)
    expect(reads).toHaveLength(2)
  })

  it('is read again once after a sleep, when its timer comes late', async () => {
    read()
    now += 3 * DAY
    await wait(60_000)
    expect(reads).toHaveLength(1)
  })

  it('waits while the window is hidden, with no timer, and is read as soon as it is seen', async () => {
    read()
    visibility.value = 'hidden'
    await wait(0)
    await vi.advanceTimersByTimeAsync(0)
    expect(vi.getTimerCount()).toBe(0)
    await wait(DAY)
    expect(reads).toEqual([])
    visibility.value = 'visible'
    await vi.advanceTimersByTimeAsync(0)
    expect(reads).toHaveLength(1)
  })

  it('has no timer when it stays good', () => {
    read(() => null)
    expect(vi.getTimerCount()).toBe(0)
  })
})
