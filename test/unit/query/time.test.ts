import { describe, expect, it } from 'vitest'
import { parseQuery } from '../../../app/query/parse.ts'
import { isInTime, outdatedAt } from '../../../app/query/time.ts'

const NOW = new Date(2026, 2, 2, 15, 4, 5).getTime()
const MIDNIGHT = new Date(2026, 2, 3).getTime()

describe('a query is out of date', () => {
  it.each([
    ['status:403', null],
    ['since:2026-03-01', null],
    ['"since:today"', null],
    ['since:today', MIDNIGHT],
    ['-until:today', MIDNIGHT],
    ['since:yesterday status:4xx', MIDNIGHT],
    ['since:1h', NOW + 60_000],
    ['until:2w', NOW + 60_000],
    ['since:15m', NOW + 15_000],
    ['since:20s', NOW + 5_000],
    ['since:today until:10m', NOW + 10_000],
    ['', null],
  ])('%s', (text, at) => {
    expect(outdatedAt(text, NOW)).toBe(at)
  })

  it('at midnight, when that comes before the next step', () => {
    expect(outdatedAt('since:today until:1h', MIDNIGHT - 1000)).toBe(MIDNIGHT)
  })
})

it.each([
  ['since:1h', true, false],
  ['-since:1h', false, true],
  ['until:1h', false, true],
  ['since:yesterday', true, true],
  ['since:1h until:10m', false, false],
  ['status:403', true, true],
])('%s holds for what began 5 minutes ago, and 5 hours ago', (text, recent, old) => {
  const { query } = parseQuery(text, NOW)
  expect(isInTime(query, NOW - 5 * 60_000, NOW)).toBe(recent)
  expect(isInTime(query, NOW - 5 * 3_600_000, NOW)).toBe(old)
})
