import { describe, expect, it } from 'vitest'
import type { WindowState } from '../../../app/contract/window.ts'
import { forecastWindow, lastHour, limitedInLastHour } from '../../../renderer/components/limits/pace.ts'
import { summaryOf } from './samples.ts'

const MINUTE = 60_000
const NOW = Date.parse('2026-08-03T12:30:30Z')
const START = Date.parse('2026-08-03T12:30:00Z')

function windowOf(change: Partial<WindowState>): WindowState {
  return {
    profile: 'sandbox',
    key: 'site-7',
    limit: 60,
    lengthMs: MINUTE,
    mode: 'guard',
    used: 10,
    queued: 0,
    startsAt: START,
    resetsAt: START + MINUTE,
    full: false,
    shared: false,
    clockOffsetMs: null,
    ...change,
  }
}

describe('forecastWindow', () => {
  it('goes on at the pace so far', () => {
    expect(forecastWindow(windowOf({ used: 10 }), NOW)).toEqual({ used: 20, fullAt: null })
  })

  it('says when the window will be full, those held back counted', () => {
    expect(forecastWindow(windowOf({ used: 40 }), NOW)).toEqual({ used: 80, fullAt: NOW + 15_000 })
    expect(forecastWindow(windowOf({ used: 40, queued: 20 }), NOW)?.fullAt).toBe(NOW)
  })

  it.each([
    ['nothing was sent', { used: 0 }, NOW],
    ['the window has hardly begun', { used: 5 }, START + 1_000],
    ['the window is over', { used: 5 }, START + MINUTE],
  ] as const)('says nothing when %s', (_, change, now) => {
    expect(forecastWindow(windowOf(change), now)).toBeNull()
  })
})

const at = (time: string, change = {}) => summaryOf(1, { startedAt: `2026-08-03T${time}Z`, ...change })

describe('the last hour', () => {
  const items = [
    at('12:30:20', { attempts: 3, status: 429 }),
    at('12:30:01'),
    at('11:31:00', { attempts: 2 }),
    at('11:30:59', { status: 429 }),
    at('10:00:00', { status: 429 }),
  ]

  it('counts attempts by the minute, and leaves out what is older', () => {
    const minutes = lastHour(items, NOW)
    expect(minutes).toHaveLength(60)
    expect(minutes.at(-1)).toEqual({ start: START, sent: 4, limited: 1 })
    expect(minutes[0]).toMatchObject({ sent: 2, limited: 0 })
    expect(minutes.reduce((sum, { sent }) => sum + sent, 0)).toBe(6)
  })

  it('lists what ended with 429', () => {
    expect(limitedInLastHour(items, NOW).map(({ startedAt }) => startedAt)).toEqual([
      '2026-08-03T12:30:20Z',
      '2026-08-03T11:30:59Z',
    ])
  })
})
