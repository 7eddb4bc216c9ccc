import { expect, it } from 'vitest'
import { isWithinLimit, tableLines } from '../../../tools/bench/figures.mjs'

it.each([
  [{ figure: 5 }, true],
  [{ figure: 5, limit: 5 }, true],
  [{ figure: 5.1, limit: 5 }, false],
  [{ figure: 5, limit: 1, ok: true }, true],
  [{ figure: 5, limit: 9, ok: false }, false],
  [{ figure: Number.NaN }, false],
])('judges %o: %s', (figure, expected) => {
  expect(isWithinLimit({ name: 'start', unit: 'ms', ...figure })).toBe(expected)
})

it('marks in the table what is beyond its limit', () => {
  const lines = tableLines([
    { name: 'start', figure: 812.4, unit: 'ms', limit: 1500 },
    { name: 'a long name', figure: 12.345, unit: 'ms', limit: 10 },
  ])
  expect(lines[1]).toMatch(/^start +812 ms +1500 ms$/)
  expect(lines[2]).toMatch(/^a long name +12\.3 ms +10 ms +BROKEN$/)
})
