import { describe, expect, it } from 'vitest'
import { exchangeSchema } from '../../../app/contract/exchange.ts'
import { finalStatus } from '../../../app/contract/outcome.ts'
import { explained, unread } from '../operations/explained.ts'
import { PASTES, TOKEN } from './pastes.ts'

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

it('shows what a token claims, and keeps no part of it', () => {
  const { exchange, claims } = explained({ answer: `Bearer ${TOKEN}` })
  expect(claims).toMatchObject({ customerIds: ['7', '12'] })
  expect(exchange.diagnosis?.scope?.rows).toContainEqual(
    expect.objectContaining({ claim: 'CustomerId', allowed: ['7', '12'] }),
  )
  for (const part of TOKEN.split('.')) expect(JSON.stringify(exchange)).not.toContain(part)
})

it('takes null for the messages of a success', () => {
  const body = { status: { code: 0, errorMessage: null }, data: [], count: 0, message: null, errors: [] }
  const { exchange } = explained({
    answer: `HTTP/1.1 200 OK\nContent-Type: application/json\n\n${JSON.stringify(body)}`,
  })
  expect(exchange).toMatchObject({ outcome: 'success', findings: [], confidence: 'as-it-stands' })
})

it('does not say of a text that was given up whether it holds a response', () => {
  const { content, exchange } = unread({ answer: 'x' })
  expect(content).toBe('unread')
  expect(exchange.diagnosis?.headline).toBe('Postern stopped reading this text')
  expect(exchange.diagnosis?.meaning).toContain('does not know whether')
})

it('does not tell a reason that the text does not tell', () => {
  const { exchange } = explained({ answer: 'TypeError: Failed to fetch' })
  expect(exchange.confidence).toBe('guessed')
  expect(exchange.diagnosis?.headline).toBe('The text does not say why no response came')
})

it('does not tell a path from a record where the text shows no body', () => {
  const { exchange } = explained({
    answer: '404 Client Error: Not Found for url: https://h.example/api/external/x/7',
  })
  expect(exchange.diagnosis?.headline).toBe('Not there, or archived')
  expect(exchange.diagnosis?.meaning).toContain('a gateway may have given this status')
})

it('knows a gateway by its page where no status is told', () => {
  const answer = '<html><title>Access denied</title><body><h1>Error 1020</h1>Cloudflare</body></html>'
  const { exchange } = explained({ answer })
  expect(exchange.diagnosis?.headline).toBe('Cloudflare blocked the request')
})

it('writes a host as it is, and blames no profile for the time limit of another program', () => {
  const refused = 'Get "https://api.h.example/x": dial tcp 192.0.2.1:443: connect: connection refused'
  expect(explained({ answer: refused }).exchange.diagnosis?.headline).toBe(
    'api.h.example refused the connection',
  )
  const late = explained({ answer: 'httpx.ReadTimeout: The read operation timed out' })
  expect(JSON.stringify(late.exchange.diagnosis)).not.toContain('profile')
})
