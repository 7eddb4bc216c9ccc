import { describe, expect, it } from 'vitest'
import { besideCountdown, besideRetry, inLocalTime } from '../../../renderer/ui/localTimes.ts'
import { formatClock } from '../../../renderer/ui/format.ts'

const AT = Date.parse('2026-03-02T09:01:00.000Z')
const local = formatClock(AT)

describe('times of an explanation in the window', () => {
  it('are local', () => {
    expect(inLocalTime('The token ran out at 09:01:00 UTC.', AT, AT)).toBe(`The token ran out at ${local}.`)
  })

  it('have their day where it is not today', () => {
    const later = AT + 3 * 24 * 3600 * 1000
    expect(inLocalTime('since 2026-03-02 09:01:00 UTC', later, later)).toBe(`since Mon 2 Mar ${local}`)
  })

  it.each([
    ['The rate limit is used up until 09:01:00 UTC', 'The rate limit is used up'],
    ['Wait until 09:01:00 UTC, then replay it.', 'Wait, then replay it.'],
    ['The window began at 09:00:00 UTC.', `The window began at ${formatClock(AT - 60_000)}.`],
  ])('are not told where the word for the retry tells them: %s', (text, shown) => {
    expect(besideRetry(text, '2026-03-02T09:01:00.000Z', AT)).toBe(shown)
  })
})

it.each([
  [
    'The rate window is full: 60 requests. The next one opens in 1 min 3 s.',
    'The rate window is full: 60 requests.',
  ],
  ['The server failed with 500. Postern retries after 250 ms.', 'The server failed with 500.'],
  ['Postern retries after 1 s.', 'Postern retries after 1 s.'],
  ['The rate window has no room yet.', 'The rate window has no room yet.'],
])('a reason beside a countdown does not say how long: %s', (reason, shown) => {
  expect(besideCountdown(reason)).toBe(shown)
})
