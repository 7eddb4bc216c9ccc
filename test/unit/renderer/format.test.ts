import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatClock,
  formatCountdown,
  formatDay,
  formatDayWithin,
  formatOffset,
} from '../../../renderer/ui/format.ts'

describe('formatCountdown', () => {
  it.each([
    [-5_000, '0:00'],
    [0, '0:00'],
    [1, '0:01'],
    [9_000, '0:09'],
    [692_000, '11:32'],
    [3_723_000, '1:02:03'],
  ])('shows %d ms as %s', (ms, text) => {
    expect(formatCountdown(ms)).toBe(text)
  })
})

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KB'],
    [1434, '1.4 KB'],
    [10_240, '10 KB'],
    [1_048_576, '1.0 MB'],
    [52_428_800, '50 MB'],
    [5_000_000_000_000, '4657 GB'],
  ])('says %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})

describe('formatOffset', () => {
  it.each([
    [0, '0 s'],
    [49, '0 s'],
    [210, '+0.2 s'],
    [-1_500, '−1.5 s'],
    [90_000, '+1 min 30 s'],
  ])('says %d ms as %s', (ms, text) => {
    expect(formatOffset(ms)).toBe(text)
  })
})

describe('times of day', () => {
  const noon = new Date(2026, 7, 3, 12, 4, 11).getTime()

  it('shows local time to the second', () => {
    expect(formatClock(noon)).toBe('12:04:11')
  })

  it('does not fail on a time that is none', () => {
    expect(formatClock('nonsense')).toBe('–')
    expect(formatDay('nonsense', noon)).toBe('An unknown day')
  })

  it.each([
    [new Date(2026, 7, 3, 0, 0, 1), 'Today'],
    [new Date(2026, 7, 2, 23, 59, 59), 'Yesterday'],
    [new Date(2026, 7, 1, 12), 'Sat 1 Aug'],
    [new Date(2025, 11, 31, 12), '31 Dec 2025'],
  ])('groups %s under %s', (date, label) => {
    expect(formatDay(date.getTime(), noon)).toBe(label)
  })

  it.each([
    [new Date(2026, 7, 3, 0, 0, 1), 'today'],
    [new Date(2026, 7, 2, 23, 59, 59), 'yesterday'],
    [new Date(2026, 7, 1, 12), 'Sat 1 Aug'],
  ])('says %s as %s within a sentence', (date, label) => {
    expect(formatDayWithin(date.getTime(), noon)).toBe(label)
  })

  it('knows yesterday across the end of a month', () => {
    const first = new Date(2026, 7, 1, 8).getTime()
    expect(formatDay(new Date(2026, 6, 31, 20).getTime(), first)).toBe('Yesterday')
  })
})
