import { expect, test } from 'vitest'
import { readRateLimit, readRetryAfter } from '../../../app/delivery/retryAfter.ts'

const now = Date.parse('1994-11-06T08:49:30.000Z')

test.each<[string, string | null, number | null]>([
  ['seconds', '7', 7000],
  ['none', '0', 0],
  ['with space', ' 120 ', 120_000],
  ['a fraction', '1.5', 1500],
  ['a date', 'Sun, 06 Nov 1994 08:49:37 GMT', 7000],
  ['the date form of RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT', 7000],
  ['the date form of asctime', 'Sun Nov  6 08:49:37 1994', 7000],
  ['a date in the past', 'Sun, 06 Nov 1994 08:00:00 GMT', 0],
  ['missing', null, null],
  ['empty', '', null],
  ['negative', '-5', null],
  ['words', 'soon', null],
  ['a huge number', '9'.repeat(40), null],
])('Retry-After: %s', (_, value, expected) => {
  expect(readRetryAfter(value, now)).toBe(expected)
})

test.each<[string, Array<[string, string]>, object | null]>([
  ['none', [['Content-Type', 'text/plain']], null],
  [
    'the X- family',
    [
      ['X-RateLimit-Limit', '60'],
      ['X-RateLimit-Remaining', '12'],
      ['X-RateLimit-Reset', '30'],
    ],
    { limit: 60, remaining: 12, resetMs: 30_000 },
  ],
  ['the plain family', [['ratelimit-remaining', '0']], { limit: null, remaining: 0, resetMs: null }],
  [
    'a reset in epoch seconds',
    [['X-RateLimit-Reset', '1900000030']],
    { limit: null, remaining: null, resetMs: 30_000 },
  ],
  [
    'the combined form',
    [['RateLimit', 'limit=100, remaining=50, reset=5']],
    { limit: 100, remaining: 50, resetMs: 5000 },
  ],
  [
    'the newer combined form',
    [['RateLimit', '"minute";r=3;t=12']],
    { limit: null, remaining: 3, resetMs: 12_000 },
  ],
  [
    'a limit with its policy',
    [['RateLimit-Limit', '60, 60;w=60']],
    { limit: 60, remaining: null, resetMs: null },
  ],
  ['nonsense', [['RateLimit', ';;;=,,,']], null],
])('rate limit headers: %s', (_, headers, expected) => {
  expect(readRateLimit(headers, 1_900_000_000_000)).toEqual(expected)
})
