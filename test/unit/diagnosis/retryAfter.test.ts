import { expect, test } from 'vitest'
import { pauseAsked, pauseNamed, readRetryAfter } from '../../../app/diagnosis/retryAfter.ts'

const now = Date.parse('1994-11-06T08:49:30.000Z')

test.each<[string, string | null, number | null]>([
  ['seconds', '7', 7000],
  ['none', '0', 0],
  ['with space', ' 120 ', 120_000],
  ['a fraction', '1.5', 1500],
  ['a date', 'Sun, 06 Nov 1994 08:49:37 GMT', 7000],
  ['the date form of RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT', 7000],
  ['the date form of asctime', 'Sun Nov  6 08:49:37 1994', 7000],
  ['a date in the past', 'Sun, 06 Nov 1994 08:00:00 GMT', null],
  ['more than a year', '999999999', null],
  ['a date in a hundred years', 'Sun, 06 Nov 2094 08:00:00 GMT', null],
  ['missing', null, null],
  ['empty', '', null],
  ['negative', '-5', null],
  ['words', 'soon', null],
  ['a huge number', '9'.repeat(40), null],
])('Retry-After: %s', (_, value, expected) => {
  expect(readRetryAfter(value, now)).toBe(expected)
})

test.each<[string, [string, string][], number | null]>([
  [
    'two lines',
    [
      ['Retry-After', '1'],
      ['retry-after', '30'],
    ],
    30_000,
  ],
  [
    'two lines, the longer first',
    [
      ['Retry-After', '30'],
      ['Retry-After', '1'],
    ],
    30_000,
  ],
  ['two in one line', [['Retry-After', '1, 30']], 30_000],
  [
    'seconds and a date',
    [
      ['Retry-After', '1'],
      ['Retry-After', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ],
    7000,
  ],
  [
    'words and seconds',
    [
      ['Retry-After', 'soon'],
      ['Retry-After', '5'],
    ],
    5000,
  ],
  [
    'ms and seconds',
    [
      ['x-ms-retry-after-ms', '2500'],
      ['Retry-After', '2'],
    ],
    2500,
  ],
  ['ms that are none', [['retry-after-ms', '-1']], null],
  ['words alone', [['Retry-After', 'soon']], null],
  ['none', [['Date', '1']], null],
])('of several pauses the longest counts: %s', (_, headers, expected) => {
  expect(pauseAsked(headers, now)).toBe(expected)
})

const HOUR_MS = 3_600_000

test.each<[string, number | null]>([
  ['Scheduled maintenance 07:49-11:49 UTC.', 3 * HOUR_MS - 30_000],
  ['Offline from 07.49 UTC to 09.49 UTC', HOUR_MS - 30_000],
  ['Planned maintenance 1994-11-06 07:00 - 1994-11-07 08:49 UTC', 24 * HOUR_MS - 30_000],
  ['Maintenance 06:00-08:00 UTC', null],
  ['Maintenance 09:00-11:30 AEDT', null],
  ['The service is offline outside 10:00-17:00 UTC.', null],
])('the end of a span in words: %s', (body, expected) => {
  expect(pauseNamed({ headers: [], body, status: 503 }, now)).toBe(expected)
})
