import { describe, expect, it } from 'vitest'
import { exchangeSchema } from '../../../app/contract/exchange.ts'
import { finalStatus } from '../../../app/contract/outcome.ts'
import { explained } from '../operations/explained.ts'
import { PASTES } from './pastes.ts'

describe.each(Object.entries(PASTES))('what is pasted: %s', (_, pastes) => {
  it.each(pastes)('$name', ({ text, content = 'response', status, code, request, failure, note }) => {
    const read = explained({ answer: text })
    const exchange = exchangeSchema.parse(read.exchange)
    expect(read.content).toBe(content)
    if (status !== undefined) expect(finalStatus(exchange)).toBe(status)
    if (code !== undefined) expect(exchange.envelope?.code ?? null).toBe(code)
    if (request !== undefined) expect(`${exchange.request.method} ${exchange.request.url}`).toBe(request)
    if (failure !== undefined) expect(exchange.attempts[0]?.failure?.code).toBe(failure)
    if (note) expect(exchange.reading?.join(' ')).toMatch(note)
    if (status === null && code !== 0) {
      expect(['unknown', 'guessed']).toContain(exchange.confidence)
      expect(exchange.diagnosis?.retry.helps).toBe('unsafe')
      expect(JSON.stringify(exchange.diagnosis)).not.toMatch(/HTTP \d/)
    }
  })
})
