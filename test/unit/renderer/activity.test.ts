import { describe, expect, it } from 'vitest'
import type { WindowState } from '../../../app/contract/rateWindow.ts'
import { forecastWindow, lastHour } from '../../../renderer/features/limits/activity.ts'
import { windowOf } from '../../fixtures/windowState.ts'

const MINUTE = 60_000
const NOW = Date.parse('2026-08-03T12:30:30Z')
const START = Date.parse('2026-08-03T12:30:00Z')

const during = (change: Partial<WindowState>) =>
  windowOf({ startsAt: START, resetsAt: START + MINUTE, ...change })

describe('forecastWindow', () => {
  it('goes on at the pace so far', () => {
    expect(forecastWindow(during({ used: 10 }), NOW)).toEqual({ used: 20, fullAt: null })
  })

  it('says when the window will be full, those held back counted', () => {
    expect(forecastWindow(during({ used: 40 }), NOW)).toEqual({ used: 80, fullAt: NOW + 15_000 })
    expect(forecastWindow(during({ used: 40, queued: 20 }), NOW)?.fullAt).toBe(NOW)
  })

  it.each([
    ['nothing was sent', { used: 0 }, NOW],
    ['the window has hardly begun', { used: 5 }, START + 1_000],
    ['the window is over', { used: 5 }, START + MINUTE],
  ] as const)('says nothing when %s', (_, change, now) => {
    expect(forecastWindow(during(change), now)).toBeNull()
  })
})

const at = (time: string, sent: number, limited = 0, key: string | null = 'site-7') => ({
  profile: 'sandbox',
  key,
  start: Date.parse(`2026-08-03T${time}:00Z`),
  sent,
  limited,
})

describe('the last hour', () => {
  const counted = [at('11:30', 9, 9), at('11:31', 2), at('12:30', 3, 1), at('12:30', 4, 0, null)]

  it('has sixty minutes, the present one last, and leaves out what is older', () => {
    const minutes = lastHour(counted, NOW)
    expect(minutes).toHaveLength(60)
    expect(minutes.at(-1)).toEqual({ start: START, sent: 7, limited: 1 })
    expect(minutes[0]).toMatchObject({ sent: 2, limited: 0 })
    expect(minutes.reduce((sum, { sent }) => sum + sent, 0)).toBe(9)
  })

  it('counts one key alone', () => {
    expect(lastHour(counted, NOW, ({ key }) => key === null).at(-1)).toMatchObject({ sent: 4, limited: 0 })
  })
})
