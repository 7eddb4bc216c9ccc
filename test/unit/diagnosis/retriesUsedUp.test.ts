import { describe, expect, it } from 'vitest'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { failed, makeAttempt, makeEvidence, makeResponse, NOW } from './support.ts'

const FAILED = makeResponse(500, failed(500, 'Unhandled server error'))

/** What is said of a 500 after as many others. */
function afterFailures(count: number, line = 'GET /api/external/sites') {
  const earlier = Array.from({ length: count }, (_, at) =>
    makeAttempt({
      number: at + 1,
      startedAt: new Date(NOW - (count - at) * 8000).toISOString(),
      response: FAILED,
    }),
  )
  return diagnose(makeEvidence(line, FAILED, { earlier })).diagnosis
}

describe('a server that keeps failing', () => {
  it.each([4, 5, 7])(
    'is left alone after %i failures before: the documented retries are used up',
    (count) => {
      const { retry, remedy, headline } = afterFailures(count)
      expect(retry.helps).toBe('no')
      expect(remedy[0]).toMatch(/^Stop, and send Guardhouse support/)
      expect(remedy.join(' ')).not.toContain('Replay')
      expect(headline).toBe(`The server failed ${count + 1} times in a row`)
    },
  )

  it.each([1, 3])('is asked again after %i failures before', (count) => {
    expect(afterFailures(count).retry.helps).toBe('later')
  })

  it('may have run a write each time', () => {
    expect(afterFailures(5, 'POST /api/webhook/subscribers').retry.helps).toBe('unsafe')
  })
})
