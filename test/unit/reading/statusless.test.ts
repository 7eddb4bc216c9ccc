import { describe, expect, test } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import { finalStatus } from '../../../app/contract/outcome.ts'
import { failed, listed } from '../diagnosis/support.ts'
import { explained } from '../operations/explained.ts'

const SCOPE = 'Customer 1099 is outside the scope of this API key.'

/** What is made of a text that somebody pasted, without a status and without the request. */
function paste(body: unknown): Exchange {
  return explained({ answer: typeof body === 'string' ? body : JSON.stringify(body) }).exchange
}

describe('the status that a body without its head most likely came with', () => {
  test.each<[number | null, number, string]>([
    [500, 100, 'An unexpected error occurred. Contact support with the trace ID.'],
    [500, 100, 'Unhandled server error.'],
    [403, 100, SCOPE],
    [403, 100, 'This endpoint needs an API key with KeyType liveops.'],
    [401, 100, 'Missing, expired, or invalid bearer token.'],
    [404, 100, 'Resource does not exist or has been archived.'],
    [429, 100, 'Rate limit exceeded (60 requests per minute on external endpoints).'],
    [null, 100, 'secretToken must not be empty.'],
    [null, 100, 'The page token is invalid.'],
    [null, 100, 'isArchived must be true or false.'],
    [403, 403, 'No.'],
    [null, 0, ''],
  ])('%s for code %i, “%s”', (status, code, message) => {
    expect(finalStatus(paste(failed(code, message, code === 0 ? [] : [message])))).toBe(status)
  })

  test('the status of live operations is no HTTP status', () => {
    const body = { isSuccess: false, status: 100, statusMessage: 'No.', errorMessages: ['No.'], data: [] }
    expect(finalStatus(paste(body))).toBeNull()
  })
})

describe('a piece of an answer is read as the answer that it came from', () => {
  const whole = JSON.stringify(failed(100, SCOPE), null, 2)
  test.each<[string, unknown]>([
    ['an entry of errors', { code: 100, message: SCOPE }],
    ['all of errors', [{ code: 100, message: SCOPE }]],
    ['the status alone', { code: 100, errorMessage: SCOPE }],
    ['the envelope as a string, from a log', JSON.stringify(JSON.stringify(failed(100, SCOPE)))],
    ['the same without its outer quotes', JSON.stringify(JSON.stringify(failed(100, SCOPE))).slice(1, -1)],
    ['its sentence alone', SCOPE],
    ['its sentence in quotes', JSON.stringify(SCOPE)],
    ['the beginning', whole.slice(0, whole.indexOf('"data"') + 13)],
  ])('%s', (_, body) => {
    const exchange = paste(body)
    expect(finalStatus(exchange)).toBe(403)
    expect(exchange.outcome).toBe('http-failure')
    expect(exchange.diagnosis?.headline).toBe("Customer 1099 is outside this key's scope")
    expect(exchange.diagnosis?.retry.helps).toBe('no')
  })
})

test.each<[string, unknown]>([
  ['a success', listed([{}])],
  ['a web page', '<html><title>Sign in</title></html>'],
  ['JSON that is nobody’s envelope', { rows: [] }],
  ['a bare list', []],
  ['the beginning of something', '{"rows":[{"id":1},{'],
  ['a text that is no sentence', 'x\ny'],
])('where nobody told the status, none is quoted: %s', (what, body) => {
  const { diagnosis, outcome } = paste(body)
  const { headline, meaning, cause } = diagnosis ?? { headline: '', meaning: '', cause: '' }
  expect([headline, meaning, cause].join(' ')).not.toMatch(/HTTP \d/)
  expect(outcome === 'success').toBe(what === 'a success')
})

test('the start of an envelope that was pasted is no whole response', () => {
  const success = paste(JSON.stringify(listed([{ id: 1 }, { id: 2 }])).slice(0, -30)).diagnosis
  expect(success?.headline).not.toContain('all in order')
  expect(success?.remedy).toContain('Paste the whole response, with its status line.')
  const failure = paste('{"status":{"code":100,"errorMessage":"Shift template 12 is lock').diagnosis
  expect(failure?.cause).toContain('The envelope is cut off.')
  expect(failure?.remedy).toContain('Paste the whole response, with its status line.')
})
