import { describe, expect, test } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { findEndpoint } from '../../../app/catalog/routes.ts'
import { splitTarget } from '../../../app/contract/url.ts'
import type { Header } from '../../../app/contract/exchange.ts'
import { PRESETS } from '../../../app/contract/presets.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { blankMessage } from '../../../app/diagnosis/fingerprint.ts'
import { parameterFinder, tieErrors } from '../../../app/diagnosis/parameters.ts'
import { findTraceId } from '../../../app/diagnosis/traceId.ts'
import { failed, makeEvidence, makeRequest, makeResponse } from './support.ts'

function tie(line: string, message: string, body: string | null = null, field: string | null = null) {
  const request = makeRequest(line, { body })
  const endpoint = findEndpoint(builtInCatalog, request.method, request.url)
  return tieErrors([{ field, message }], parameterFinder(request, splitTarget(request.url), endpoint)).map(
    (each) => `${each.in} ${each.name}=${each.value ?? '-'}`,
  )
}

describe('errors are tied to what they name, in any spelling', () => {
  const line = 'GET /api/external/timesheets?customerId=seven&siteIds=1'
  test.each([
    'customerId must be a number.',
    'CustomerID must be a number.',
    'The Customer Id must be a number.',
    "'customer_id' must be a number.",
    '$.customerId: must be a number.',
    'Invalid value for customer-id',
    'CUSTOMERID INVALID',
    'The customerIds are wrong',
  ])('%s', (message) => {
    expect(tie(line, message)).toEqual(['query customerId=seven'])
  })

  test.each<[string, string, string[], (string | null)?, (string | null)?]>([
    ['two in one sentence', 'startDate must not be after endDate.', ['query startDate=-', 'query endDate=-']],
    ['one that was left out', 'startDate is required.', ['query startDate=-']],
    ['a word that only begins like it', 'customerIdentity is unknown, and so is a limitation.', []],
    ['nothing known', 'Something is wrong.', []],
    ['an everyday word', 'The date range exceeds the limit of 31 days.', []],
    ['an everyday word that must be something', 'The limit must be a number.', ['query limit=-']],
    ['an everyday word at the head', 'Limit too large.', ['query limit=-']],
    ['an everyday word in quotes', "The value of 'limit' is too large.", ['query limit=-']],
    ['a field of the body', 'Uri must be https.', ['body uri=http://x'], '{"uri":"http://x"}'],
    [
      'a nested field of the body',
      'address.city is too long',
      ['body address.city=Perth'],
      '{"address":{"city":"Perth"}}',
    ],
    [
      'the field of problem details before the message',
      'The limit is wrong.',
      ['query siteIds=1'],
      null,
      'SiteIds',
    ],
  ])('%s', (_, message, expected, body = null, field = null) => {
    expect(tie(line, message, body, field)).toEqual(expected)
  })

  test('an id in the path', () => {
    expect(tie('GET /api/external/staffs/abc/licenses', 'The id must be a whole number.')).toEqual([
      'path id=abc',
    ])
  })

  test('what was sent comes before what could have been', () => {
    expect(tie('POST /api/webhook/subscriptions?event=x', 'event is wrong', '{"event":"y"}')).toEqual([
      'query event=x',
    ])
  })

  test('of a sentence about events nothing is tied to an event that was not sent', () => {
    const line = 'POST /api/webhook/subscriptions'
    expect(tie(line, 'You cannot subscribe twice to the same event filter.', '{"subscriberId":1}')).toEqual(
      [],
    )
  })

  test('what was sent as it should be is not told what it takes', () => {
    const answer = makeResponse(400, failed(100, 'Bad.', ['direction is wrong', 'limit is wrong']))
    const line = 'GET /api/external/staffs?direction=next&limit=10'
    const { remedy } = diagnose(makeEvidence(line, answer)).diagnosis
    expect(remedy.join(' ')).not.toContain('takes')
  })

  test('the remedy says what the parameter takes', () => {
    const answer = makeResponse(400, failed(100, 'Bad.', ['direction is wrong', 'limit is wrong']))
    const { remedy } = diagnose(
      makeEvidence('GET /api/external/staffs?direction=up&limit=ten', answer),
    ).diagnosis
    expect(remedy).toContain('direction takes next or prev.')
    expect(remedy).toContain('limit takes a whole number.')
  })
})

describe('one problem has one fingerprint', () => {
  test.each([
    [
      'Customer 1099 is outside the scope of this API key.',
      'Customer 7 is outside the scope of this API key.',
    ],
    ['Staff "Robin Vale" not found', 'Staff "A. N. Other" not found'],
    ["Staff 'Robin' not found", "Staff 'Alex' not found"],
    ['Mail to a@example.com failed', 'Mail to b.c@example.org failed'],
    [
      'Report 6f9619ff-8b86-d011-b42d-00c04fc964ff is locked',
      'Report 00000000-0000-4000-8000-000000000000 is locked',
    ],
    ['Closed since 2026-03-02T09:00:00Z', 'Closed since 2025-12-31 23:59:59'],
    ['Too many: 1,200.50 of 60', 'Too many: 3 of 60000'],
    ['Ids 1, 2, 3 are unknown', 'Ids 4, 5 are unknown'],
    ['See https://a.example/x?y=1', 'See http://b.example/z'],
    ['Trace 4bf92f3577b34da6a3ce929d0e0e4736', 'Trace 00f067aa0ba902b7aaaaaaaaaaaaaaaa'],
    ['  spaced \n out', 'spaced out'],
  ])('%s', (one, other) => {
    expect(blankMessage(one)).toBe(blankMessage(other))
  })

  test.each([
    ['Customer 1 is outside the scope', 'Site 1 is outside the scope'],
    ["The customer's key is wrong, isn't it", "The site's key is wrong, isn't it"],
  ])('%s is not %s', (one, other) => {
    expect(blankMessage(one)).not.toBe(blankMessage(other))
  })

  test('method, route, status and code tell problems apart, ids and queries do not', () => {
    const print = (line: string, status: number, code: number) =>
      diagnose(makeEvidence(line, makeResponse(status, failed(code, 'No 5.')))).diagnosis.fingerprint
    const one = print('GET /api/external/staffs/1/licenses?x=1', 403, 100)
    expect(one).toBe('GET /api/external/staffs/{id}/licenses 403/100 no #.')
    expect(print('GET /api/external/staffs/2/licenses', 403, 100)).toBe(one)
    const others = [
      print('POST /api/external/staffs/1/licenses', 403, 100),
      print('GET /api/external/staffs', 403, 100),
      print('GET /api/external/staffs/1/licenses', 404, 100),
      print('GET /api/external/staffs/1/licenses', 403, 403),
    ]
    expect(new Set([one, ...others]).size).toBe(5)
  })
})

describe('the trace ID', () => {
  const names = PRESETS[0]?.traceHeaders ?? []
  test.each<[string, Header[], unknown, string | null]>([
    [
      'the trace-id of a traceparent',
      [['traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01']],
      null,
      '4bf92f3577b34da6a3ce929d0e0e4736',
    ],
    ['any header of the list, in any letter case', [['X-MS-Request-Id', 'abc']], null, 'abc'],
    [
      'in the order of the list',
      [
        ['apim-request-id', 'later'],
        ['x-trace-id', 'first'],
      ],
      null,
      'first',
    ],
    ['a header before the body', [['x-request-id', 'head']], { traceId: 'body' }, 'head'],
    [
      'the body',
      [],
      { traceId: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00' },
      '4bf92f3577b34da6a3ce929d0e0e4736',
    ],
    ['the body, under another name', [], { requestId: 'r-1' }, 'r-1'],
    ['the status within the body', [], { status: { traceId: 't-1' } }, 't-1'],
    ['a sentence', [], { message: 'Failed, quote reference LO-58213 to support.' }, 'LO-58213'],
    ['an error of a list', [], { errors: [{ message: 'Boom (trace ID: 41ab90).' }] }, '41ab90'],
    ['a field before a sentence', [], { message: 'Request ID abc-12345', status: { traceId: 't-1' } }, 't-1'],
    [
      'a sentence about a parameter',
      [],
      { message: 'referenceId 1234567 with reference to 2026-03-02' },
      null,
    ],
    ['nowhere', [['x-other', 'x']], { traceId: 5 }, null],
    ['nothing in the header', [['x-trace-id', '  ']], { traceId: 'body' }, 'body'],
    ['no id at all', [['x-trace-id', 'two words']], null, null],
  ])('%s', (_, headers, body, id) => {
    expect(findTraceId(headers, names, body)).toBe(id)
  })
})
