import { expect, test } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import type { Change } from '../../../app/history/change.ts'
import { createChangeWriter, type PutReply } from '../../../app/history/changeWriter.ts'
import { exampleExchange } from './exampleExchange.ts'

function intakeWith(...replies: Partial<PutReply>[]) {
  const puts: (readonly Change[])[] = []
  const take = createChangeWriter({
    put(changes) {
      puts.push(changes)
      return { kept: 'disk', refused: [], ...replies[puts.length - 1] }
    },
  })
  return { puts, take }
}

function underWay(): Exchange {
  return { ...exampleExchange(), endedAt: null, outcome: null, envelope: null, findings: [], diagnosis: null }
}

test('of several states of an exchange only the last is written, in the place of the first', () => {
  const { puts, take } = intakeWith()
  const first = underWay()
  const second = exampleExchange()
  const ended = { ...first, endedAt: second.startedAt, outcome: 'success' as const }
  expect(take([first, second, ended])).toBe('disk')
  expect(puts[0]?.map(({ id }) => id)).toEqual([first.id, second.id])
  expect(puts[0]?.[0]?.row.outcome).toBe('success')
})

test('the next time only what has changed is written', () => {
  const { puts, take } = intakeWith()
  const exchange = underWay()
  take([exchange])
  take([{ ...exchange, request: { ...exchange.request, idempotent: !exchange.request.idempotent } }])
  expect(puts[0]?.[0]).toMatchObject({ whole: true, request: expect.any(String) as string })
  expect(puts[1]?.[0]).toMatchObject({
    whole: false,
    request: expect.any(String) as string,
    reading: null,
    attempts: [],
  })
})

test('what is refused for want of its beginning is sent again as a whole, at once', () => {
  const exchange = underWay()
  const { puts, take } = intakeWith({}, { refused: [exchange.id] })
  take([exchange])
  expect(take([exchange])).toBe('disk')
  expect(puts.map((changes) => changes[0]?.whole)).toEqual([true, false, true])
})

test('what is in memory only is sent as a whole the next time', () => {
  const exchange = underWay()
  const { puts, take } = intakeWith({ kept: 'memory' })
  expect(take([exchange])).toBe('memory')
  take([exchange])
  expect(puts.map((changes) => changes[0]?.whole)).toEqual([true, true])
})
