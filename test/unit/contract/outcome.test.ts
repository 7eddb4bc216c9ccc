import { expect, test } from 'vitest'
import { OUTCOMES } from '../../../app/contract/kinds.ts'
import { finalResponse, finalStatus, isFailure, timesSent } from '../../../app/contract/outcome.ts'
import { exampleAttempt, exampleExchange } from '../history/exampleExchange.ts'

test('how an exchange ended is told by its last attempt alone', () => {
  const answered = exampleAttempt()
  const lost = exampleAttempt({ number: 2, response: null })
  expect(finalStatus(exampleExchange({ attempts: [lost, answered] }))).toBe(answered.response?.status)
  expect(finalResponse(exampleExchange({ attempts: [answered, lost] }))).toBeNull()
  expect(finalStatus(exampleExchange({ attempts: [] }))).toBeNull()
})

test('a token exchange is no sending of the request', () => {
  const attempts = [exampleAttempt({ purpose: 'token' }), exampleAttempt({ number: 2 })]
  expect(timesSent(exampleExchange({ attempts }))).toBe(1)
})

test('what was ended from outside is no failure', () => {
  expect([...OUTCOMES, null].filter(isFailure)).toEqual([
    'service-failure',
    'http-failure',
    'transport-failure',
  ])
})
