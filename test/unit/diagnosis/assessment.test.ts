import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { ApiResponse, Outcome } from '../../../app/contract/exchange.ts'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { subjectFor } from '../../../app/diagnosis/subject.ts'
import { decode } from '../../../app/diagnosis/decode.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { outcomeOf as outcomeOfEnd } from '../../../app/diagnosis/assessment.ts'
import { response } from './arbitraries.ts'
import { failed, listed, makeEvidence, makeResponse } from './support.ts'

function answer(status: number, body: string, truncated = false): ApiResponse {
  return { status, headers: [], body, bodyBytes: body.length, truncated }
}

function outcomeOf(method: string, response: ApiResponse, url = '/elsewhere'): Outcome {
  return outcomeOfEnd(null, {
    subject: subjectFor({ method, url }, builtInCatalog, false),
    method,
    response,
    envelope: decode(response).envelope,
    catalog: builtInCatalog,
  })
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

const SITES = '/api/external/sites'

describe('a 2xx is a success only if its envelope says 0', () => {
  const bad = failed(100, 'Customer 1099 is outside the scope of this API key.')
  const uncoded = (status: unknown) => JSON.stringify({ ...bad, status })
  const message = { errorMessage: 'Customer 1099 is outside the scope of this API key.' }

  it.each<[string, string]>([
    ['null', uncoded({ ...message, code: null })],
    ['nothing', uncoded(message)],
    ['a word', uncoded({ ...message, code: 'E100' })],
    ['a number beyond all bounds', uncoded(0).replace('"status":0', '"status":{"code":1e400}')],
    ['another kind of status', uncoded('error')],
  ])('%s for a code', (_what, body) => {
    const answer = makeResponse(200, body)
    expect(outcomeOf('GET', answer, SITES)).toBe('service-failure')
    const { headline, retry } = diagnose(makeEvidence(`GET ${SITES}`, answer)).diagnosis
    expect(headline).toBe("Customer 1099 is outside this key's scope")
    expect(retry).toMatchObject({ helps: 'no', advice: expect.stringContaining('gets the same response') })
  })

  it('an envelope that says neither is told to say neither', () => {
    const answer = makeResponse(200, { ...listed([{}]), status: {} })
    expect(outcomeOf('GET', answer, SITES)).toBe('service-failure')
    const { diagnosis, findings } = diagnose(makeEvidence(`GET ${SITES}`, answer))
    expect(diagnosis.headline).toBe('The response does not say whether it succeeded')
    expect(findings.map(({ rule, path }) => `${rule} ${path}`)).toContain('field-missing $.status.code')
  })

  test('whatever else stands in it', () => {
    fc.assert(
      fc.property(response, fc.constantFrom(200, 201, 204, 299), (each, status) => {
        const answer = { ...each, status }
        const { kind, code } = decode(answer).envelope
        fc.pre(['standard', 'paged', 'cursor', 'live-operations'].includes(kind) && code !== 0)
        expect(outcomeOf('GET', answer, SITES)).toBe('service-failure')
      }),
      { numRuns: 300, maxSkipsPerRun: 200 },
    )
  })
})

describe('where an envelope is due, nothing else will do', () => {
  it.each<[string, string, string, string, Outcome]>([
    ['an error in a form of its own', 'GET', SITES, '{"error":"No."}', 'transport-failure'],
    ['a bare list', 'GET', SITES, '[]', 'transport-failure'],
    ['null', 'GET', SITES, 'null', 'transport-failure'],
    ['no body after a POST', 'POST', '/api/webhook/subscribers', '', 'transport-failure'],
    ['no body to a HEAD', 'HEAD', SITES, '', 'success'],
    ['a bare list where nothing is known of the path', 'GET', '/elsewhere', '[]', 'success'],
  ])('%s', (_what, method, url, body, outcome) => {
    const answer = makeResponse(200, body)
    expect(outcomeOf(method, answer, url)).toBe(outcome)
    const { basis } = diagnose(makeEvidence(`${method} ${url}`, answer)).diagnosis
    expect(basis === 'body-shape').toBe(outcome !== 'success')
  })
})
