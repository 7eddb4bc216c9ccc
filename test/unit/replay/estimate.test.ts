import { expect, test } from 'vitest'
import { estimateSpan } from '../../../app/replay/estimate.ts'
import { windowOf } from '../../fixtures/windowState.ts'

const NOW = 1_000_000
const window = windowOf({ used: 10, startsAt: NOW - 20_000, resetsAt: NOW + 40_000 })

test.each([
  ['nothing to do', 0, window, 0],
  ['what fits into this window', 40, window, 3000],
  ['one more than fits', 51, window, 40_000 + 300],
  ['a whole window more', 110, window, 40_000 + 4500],
  ['two windows more', 111, window, 100_000 + 300],
  ['a window that a 429 has closed', 4, { ...window, full: true }, 40_000 + 300],
  ['others who wait already', 4, { ...window, queued: 50 }, 40_000 + 300],
  ['no rate limit at all', 400, null, 30_000],
])('%s', (_, count, state, expected) => {
  expect(estimateSpan(count, state, NOW)).toBe(expected)
})
