import { expect, test } from 'vitest'
import { breachesOf } from '../../../tools/soak/limits.mjs'

const GOOD = { sent: 1190, rows: 1100, pageMs: 900, mainP99Ms: 14, mainMb: 30, pageMb: 12 }

test('steady minutes break nothing, whatever the first of them take to warm up', () => {
  expect(breachesOf([{ ...GOOD, mainMb: 20, pageMb: 5 }, GOOD, GOOD, GOOD, GOOD])).toEqual([])
})

test.each([
  [{ rows: 1201 }, /1201 rows/],
  [{ pageMs: 1000 }, /page was busy 1\.11 times/],
  [{ mainP99Ms: 51 }, /51 ms late/],
  [{ mainMb: 33.1 }, /heap of main/],
  [{ pageMb: 13.5 }, /heap of the page/],
  [{ sent: 700 }, /Only 700 requests/],
  [{ pageMs: Number.NaN }, /page was busy/],
])('a breach of the last minute is said: %j', (change, said) => {
  const breaches = breachesOf([GOOD, GOOD, GOOD, GOOD, { ...GOOD, ...change }])
  expect(breaches).toHaveLength(1)
  expect(breaches[0]).toMatch(said)
})

test('nothing measured is no success', () => {
  expect(breachesOf([])).toHaveLength(1)
})
