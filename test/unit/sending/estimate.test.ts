import { expect, test } from 'vitest'
import { estimateEnd, type Load } from '../../../app/sending/estimate.ts'
import { windowOf } from '../../fixtures/windowState.ts'

const NOW = 1_000_000
const window = windowOf({ used: 10, startsAt: NOW - 20_000, resetsAt: NOW + 40_000 })
const load: Load = { now: NOW, count: 0, active: 0, usualMs: 100, window }

test.each<[string, Partial<Load>, number]>([
  ['nothing to do', {}, 0],
  ['what fits into this window', { count: 40 }, 1000],
  ['with others under way', { count: 40, active: 4 }, 1100],
  ['one more than fits', { count: 51 }, 40_000 + 100],
  ['a whole window more', { count: 110 }, 40_000 + 1500],
  ['two windows more', { count: 111 }, 100_000 + 100],
  ['a window that a 429 has closed', { count: 4, window: { ...window, full: true } }, 40_000 + 100],
  ['others who wait already', { count: 4, window: { ...window, queued: 50 } }, 40_000 + 100],
  ['no rate limit at all', { count: 400, window: null }, 10_000],
])('%s', (_, changes, expected) => {
  expect(estimateEnd({ ...load, ...changes }) - NOW).toBe(expected)
})
