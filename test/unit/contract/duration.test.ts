import { expect, test } from 'vitest'
import { formatDuration, parseDuration, parseSignedDuration } from '../../../app/contract/duration.ts'

test.each([
  ['0s', 0],
  ['250ms', 250],
  ['1.3s', 1300],
  [' 30s ', 30_000],
  ['5m', 300_000],
  ['5min', 300_000],
  ['1h', 3_600_000],
  ['1.5H', 5_400_000],
  ['2d', 172_800_000],
  ['2w', 1_209_600_000],
  ['0.5ms', 1],
])('%j is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

test.each([
  '',
  '30',
  's',
  '-1s',
  '1 s',
  '1e3s',
  '1.s',
  '.5s',
  '1.2345s',
  '1y',
  '1constructor',
  '1234567890s',
  '5m3s',
])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeNull()
})

test('a number alone counts in the unit that the caller names', () => {
  expect(parseDuration('1.5', 's')).toBe(1500)
  expect(parseDuration('1.5m', 's')).toBe(90_000)
  expect(parseDuration('', 's')).toBeNull()
})

test.each([
  ['-90s', -90_000],
  ['+2m', 120_000],
  ['1h', 3_600_000],
  ['--1s', null],
  ['', null],
])('%j with its sign is %s ms', (text, ms) => {
  expect(parseSignedDuration(text)).toBe(ms)
})

test.each([
  [0, '0 ms'],
  [0.4, '<1 ms'],
  [1, '1 ms'],
  [48.4, '48 ms'],
  [999.4, '999 ms'],
  [999.6, '1 s'],
  [1_000, '1 s'],
  [1_349, '1.3 s'],
  [-1_500, '1.5 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [59_400, '59 s'],
  [59_600, '1 min'],
  [125_000, '2 min 5 s'],
  [3_600_000, '1 h'],
  [3_723_000, '1 h 2 min'],
  [86_403_000, '1 d'],
  [273_600_000, '3 d 4 h'],
])('%d ms reads as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})
