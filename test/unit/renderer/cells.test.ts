import { describe, expect, it } from 'vitest'
import type { WindowState } from '../../../app/contract/rateWindow.ts'
import {
  readOthers,
  readOutlook,
  readWindow,
  windowText,
  type Cell,
} from '../../../renderer/features/limits/cells.ts'
import { windowOf } from '../../fixtures/windowState.ts'

const STATE = windowOf({ used: 23, queued: 4 })

function countOf(state: WindowState, now: number, forecast?: number): Record<Exclude<Cell, 'shut'>, number> {
  const { cells } = readWindow(state, now, forecast)
  const count = (kind: Cell) => cells.filter((cell) => cell === kind).length
  return { used: count('used'), queued: count('queued'), forecast: count('forecast'), free: count('free') }
}

/** Six requests left, and the sixth got a 429. */
const SHUT = windowOf({ used: 6, own: 6, queued: 0, full: true, others: 'refused' })

describe('readWindow', () => {
  it('has one cell for each request: used, queued, free', () => {
    expect(countOf(STATE, 46_000)).toEqual({ used: 23, queued: 4, forecast: 0, free: 33 })
    expect(readWindow(STATE, 46_000).leftMs).toBe(14_000)
  })

  it('is shut after a 429, and full only when as many were used as the limit allows', () => {
    expect(readWindow(SHUT, 1_000)).toMatchObject({ isShut: true, isFull: false, used: 6 })
    expect(readWindow(SHUT, 1_000).cells.filter((cell) => cell === 'shut')).toHaveLength(54)
    expect(readOutlook(SHUT, 1_000)).toBe(
      'The API returned 429. The next request waits for the next rate window.',
    )
    const full = windowOf({ used: 60, own: 60, queued: 2 })
    expect(readWindow(full, 1_000)).toMatchObject({ isShut: true, isFull: true })
    expect(readOutlook(full, 1_000)).toBe('Full. 2 requests wait for the next rate window.')
  })

  it('reads as a number, with a countdown once there is something to wait for', () => {
    expect(windowText(readWindow(STATE, 46_000))).toBe('23/60 · 0:14')
    expect(windowText(readWindow(windowOf({ used: 0, queued: 0 }), 46_000))).toBe('0/60')
  })

  it('starts anew once its end has passed without news', () => {
    const reading = readWindow({ ...STATE, used: 60, full: true, queued: 0 }, 60_000)
    expect(reading).toMatchObject({ used: 0, isFull: false, isShut: false, leftMs: 60_000 })
  })

  it('counts down to the next boundary, however many windows have passed', () => {
    expect(readWindow(STATE, 60_000 * 7 + 15_000).leftMs).toBe(45_000)
  })

  it('never has more cells than fit, and shows even one request of many', () => {
    const large = { ...STATE, limit: 6_000, used: 1, queued: 0 }
    expect(readWindow(large, 0).cells).toHaveLength(60)
    expect(countOf(large, 0)).toEqual({ used: 1, queued: 0, forecast: 0, free: 59 })
  })

  it('shows what is likely to come behind what is used and held back', () => {
    expect(countOf(STATE, 30_000, 40)).toEqual({ used: 23, queued: 4, forecast: 13, free: 20 })
    expect(countOf(STATE, 30_000, 900)).toEqual({ used: 23, queued: 4, forecast: 33, free: 0 })
    expect(countOf(STATE, 60_000, 40).forecast).toBe(0)
  })

  it('does not run over when more is queued than fits', () => {
    expect(countOf({ ...STATE, used: 58, queued: 400 }, 0)).toEqual({
      used: 58,
      queued: 2,
      forecast: 0,
      free: 0,
    })
  })
})

describe('others who use the key', () => {
  it.each([
    [
      { own: 3, used: 40, others: 'counted' as const },
      'The API counts 37 requests that Postern did not send',
    ],
    [
      { own: 1, used: 1, others: 'refused' as const },
      'The API returned 429 after 1 request from Postern. Perhaps other programs use this key.',
    ],
    [{ own: 3, used: 3, others: null }, null],
  ])('are told by what is known of them: %o', (change, text) => {
    const told = readOthers(windowOf(change), 1_000)
    if (text === null) expect(told).toBeNull()
    else expect(told).toContain(text)
    expect(readOthers(windowOf(change), 60_000)).toBeNull()
  })
})
