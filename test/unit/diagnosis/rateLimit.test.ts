import { expect, test } from 'vitest'
import { readRateLimits } from '../../../app/diagnosis/rateLimit.ts'

test.each<[string, Array<[string, string]>, object[]]>([
  ['none', [['Content-Type', 'text/plain']], []],
  [
    'the X- family',
    [
      ['X-RateLimit-Limit', '60'],
      ['X-RateLimit-Remaining', '12'],
      ['X-RateLimit-Reset', '30'],
    ],
    [{ limit: 60, remaining: 12, resetMs: 30_000 }],
  ],
  ['the plain family', [['ratelimit-remaining', '0']], [{ limit: null, remaining: 0, resetMs: null }]],
  [
    'a reset in epoch seconds',
    [['X-RateLimit-Reset', '1900000030']],
    [{ limit: null, remaining: null, resetMs: 30_000 }],
  ],
  [
    'the combined form',
    [['RateLimit', 'limit=100, remaining=50, reset=5']],
    [{ limit: 100, remaining: 50, resetMs: 5000 }],
  ],
  [
    'the newer combined form',
    [['RateLimit', '"minute";r=3;t=12']],
    [{ limit: null, remaining: 3, resetMs: 12_000 }],
  ],
  [
    'a limit with its policy',
    [['RateLimit-Limit', '60, 60;w=60']],
    [{ limit: 60, remaining: null, resetMs: null }],
  ],
  [
    'a reset in epoch ms',
    [['X-RateLimit-Reset', '1900000030000']],
    [{ limit: null, remaining: null, resetMs: 30_000 }],
  ],
  [
    'a reset as a date',
    [['X-RateLimit-Reset', new Date(1_900_000_030_000).toISOString()]],
    [{ limit: null, remaining: null, resetMs: 30_000 }],
  ],
  ['a reset that is neither', [['X-RateLimit-Reset', '2026-03 soon']], []],
  [
    'two policies',
    [['RateLimit', '"minute";r=0;t=12, "day";r=900;t=40000']],
    [
      { limit: null, remaining: 0, resetMs: 12_000 },
      { limit: null, remaining: 900, resetMs: 40_000_000 },
    ],
  ],
  ['nonsense', [['RateLimit', ';;;=,,,']], []],
])('rate limit headers: %s', (_, headers, expected) => {
  expect(readRateLimits(headers, 1_900_000_000_000)).toEqual(expected)
})
