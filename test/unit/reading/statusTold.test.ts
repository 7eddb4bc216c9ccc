import { expect, it } from 'vitest'
import { explained } from '../operations/explained.ts'

it.each(['error code: 524', 'Bad Gateway', 'Error 503'])(
  '%s: a status that was told is not called guessed',
  (answer) => {
    const told = explained({ answer, request: 'GET /api/external/sites', status: 524 }).exchange
    expect(JSON.stringify(told)).not.toContain('guessed')
  },
)

it('still says that it guessed where nobody told the status', () => {
  expect(JSON.stringify(explained({ answer: 'error code: 524' }).exchange.reading)).toContain(
    'guessed HTTP status 524',
  )
})
