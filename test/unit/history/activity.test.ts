import { expect, test } from 'vitest'
import type { Attempt } from '../../../app/contract/exchange.ts'
import { exampleAttempt, exampleExchange } from './exampleExchange.ts'
import { useStore } from './temporaryStore.ts'

const context = useStore()
const NINE = Date.parse('2026-03-02T09:00:00.000Z')
const MINUTE = 60_000

function attemptAt(
  number: number,
  ms: number,
  status: number,
  purpose: Attempt['purpose'] = 'request',
): Attempt {
  const attempt = exampleAttempt({ number, purpose, startedAt: new Date(NINE + ms).toISOString() })
  return attempt.response ? { ...attempt, response: { ...attempt.response, status } } : attempt
}

test('attempts count in the minute in which they left, by key', () => {
  context.put(
    exampleExchange({ attempts: [attemptAt(1, 1000, 429), attemptAt(2, MINUTE, 200)] }, 1000),
    exampleExchange({ attempts: [attemptAt(1, 2000, 200)] }, 2000),
    exampleExchange({ key: null, attempts: [attemptAt(1, 3000, 401)] }, 3000),
  )
  const { minutes } = context.store.activity(NINE)
  expect(minutes).toHaveLength(3)
  expect(minutes).toEqual(
    expect.arrayContaining([
      { profile: 'sandbox', key: null, start: NINE, sent: 1, limited: 0 },
      { profile: 'sandbox', key: 'site-7', start: NINE, sent: 2, limited: 1 },
      { profile: 'sandbox', key: 'site-7', start: NINE + MINUTE, sent: 1, limited: 0 },
    ]),
  )
})

test('the exchange of a token does not count, nor what left earlier', () => {
  context.put(
    exampleExchange({ attempts: [attemptAt(1, 1000, 200, 'token'), attemptAt(2, 1500, 200)] }, 1000),
    exampleExchange({ attempts: [attemptAt(1, -1, 200)] }, -1),
  )
  expect(context.store.activity(NINE).minutes).toMatchObject([{ sent: 1 }])
})

test('an attempt counts although its exchange began before the time', () => {
  context.put(exampleExchange({ attempts: [attemptAt(1, -5000, 500), attemptAt(2, 3000, 200)] }, -5000))
  expect(context.store.activity(NINE).minutes).toMatchObject([{ start: NINE, sent: 1 }])
})

test('those answered 429 are named, newest first, unless they were deleted', () => {
  const [first, second, deleted] = [1000, 2000, 3000].map((ms) =>
    exampleExchange({ attempts: [attemptAt(1, ms, 429)] }, ms),
  )
  if (!first || !second || !deleted) throw new Error('three were made')
  context.put(first, second, deleted)
  context.store.remove([deleted.id], 1)
  const { minutes, limited } = context.store.activity(NINE)
  expect(limited.map(({ id }) => id)).toEqual([second.id, first.id])
  expect(minutes).toMatchObject([{ sent: 3, limited: 3 }])
})
