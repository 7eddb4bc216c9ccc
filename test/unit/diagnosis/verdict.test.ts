import { describe, expect, it } from 'vitest'
import type { ApiResponse, Outcome } from '../../../app/contract/exchange.ts'
import { decode } from '../../../app/diagnosis/decode.ts'
import { outcomeOfAnswer } from '../../../app/diagnosis/outcome.ts'

function answer(status: number, body: string, truncated = false): ApiResponse {
  return { status, headers: [], body, bodyBytes: body.length, truncated }
}

function outcomeOf(method: string, response: ApiResponse): Outcome {
  return outcomeOfAnswer(method, response, decode(response).envelope)
}

const envelope = (code: number) =>
  JSON.stringify({ status: { code, errorMessage: '' }, data: [], count: 0, message: '', errors: [] })
const page = '<!doctype html><html><head><title>Sign in</title></head></html>'

describe('how an exchange ended, by its last answer', () => {
  it.each<[string, string, ApiResponse, Outcome]>([
    ['an envelope with code 0', 'GET', answer(200, envelope(0)), 'success'],
    ['an envelope with another code', 'GET', answer(200, envelope(100)), 'service-failure'],
    ['an envelope that nobody has documented', 'GET', answer(200, '{"rows":[]}'), 'success'],
    ['a failure status', 'GET', answer(403, envelope(100)), 'http-failure'],
    ['a failure status that claims success inside', 'GET', answer(500, envelope(0)), 'http-failure'],
    ['a page to sign in', 'GET', answer(200, page), 'transport-failure'],
    ['a proxy’s page with a failure status', 'GET', answer(502, page), 'http-failure'],
    ['plain text', 'GET', answer(200, 'OK'), 'transport-failure'],
    ['JSON that ends in the middle', 'GET', answer(200, '{"status":{"code":'), 'transport-failure'],
    ['a body that was cut at our own cap', 'GET', answer(200, '{"status":{"code":', true), 'success'],
    ['nothing, where records were asked for', 'GET', answer(200, ''), 'transport-failure'],
    ['nothing, as 204 promises', 'GET', answer(204, ''), 'success'],
    ['nothing, to a method that need not answer more', 'DELETE', answer(200, ''), 'success'],
    ['“not modified”', 'GET', answer(304, ''), 'success'],
  ])('%s', (_what, method, response, outcome) => {
    expect(outcomeOf(method, response)).toBe(outcome)
  })
})
