import { describe, expect, test } from 'vitest'
import {
  FINDING_RULES,
  RESPONSE_FLAWS,
  type FindingRule,
  type Header,
  type Severity,
} from '../../../app/contract/exchange.ts'
import { DELIVERY_RULES } from '../../../app/contract/kinds.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { failed, JSON_TYPE, listed, makeAttempt, makeEvidence, makeResponse } from './support.ts'

const TRACE: Header = ['X-Trace-Id', 'abc']
const SITES = 'GET /api/external/sites'
const LIST = 'GET /api/external/incidentreport/formtemplate'
const paged = (rest: object) => ({
  ...failed(0, '', []),
  data: [{}, {}],
  count: 2,
  recordCount: 2,
  totalRecordCount: 2,
  prevPageEndpoint: '',
  prevPageParams: '',
  ...rest,
})
const live = {
  isSuccess: true,
  statusMessage: '',
  status: 0,
  errorMessages: [],
  errorMessagesAsString: '',
  data: [],
}

test('headers given by hand are a selection, and those of a response that Postern got are all', () => {
  const response = makeResponse(500, failed(100, 'x'), [['Date', 'Mon, 02 Mar 2026 09:00:20 GMT']])
  const rules = (rest = {}) => diagnose(makeEvidence(SITES, response, rest)).findings.map(({ rule }) => rule)
  expect(rules()).toEqual([])
  expect(rules({ attempts: [makeAttempt({ response })] })).toEqual(['content-type-wrong', 'trace-id-missing'])
})

test.each([400, 404, 500, 503])(
  '%i in problem details: nobody claims that no code of the endpoint ran',
  (status) => {
    const body = { type: 'about:blank', title: 'An error occurred.', status }
    const response = makeResponse(status, body)
    for (const line of [SITES, 'POST /api/webhook/subscriptions'])
      expect(JSON.stringify(diagnose(makeEvidence(line, response)))).not.toMatch(
        /own code|before the endpoint/,
      )
  },
)

function findings(status: number, body: unknown, line = SITES, headers: Header[] = [JSON_TYPE, TRACE]) {
  return diagnose(makeEvidence(line, makeResponse(status, body, headers))).findings
}

type Row = [
  rule: FindingRule,
  severity: Severity,
  path: string,
  status: number,
  body: unknown,
  line?: string,
  headers?: Header[],
]

const ROWS: Row[] = [
  ['failure-status-with-success-code', 'error', '$.status.code', 500, failed(0, '', [])],
  ['failure-status-with-success-code', 'error', '$.isSuccess', 500, live, 'GET /api/external/liveops'],
  ['success-status-with-failure-code', 'warning', '$.status.code', 200, failed(100, 'No.')],
  ['code-contradicts-status', 'warning', '$.status.code', 404, failed(403, 'No.')],
['errors-missing-on-failure', 'warning', '$.errors', 400, failed(100, 'No.', [])],
  ['errors-present-on-success', 'warning', '$.errors', 200, listed([], { errors: [{ code: 1, message: 'x' }] })],
  ['data-present-on-failure', 'warning', '$.data', 400, { ...failed(100, 'No.'), data: [] }],
  ['messages-disagree', 'info', '$.message', 400, { ...failed(100, 'No.'), message: 'Yes.' }],
  ['messages-disagree', 'info', '$.message', 200, listed([], { status: { code: 0, errorMessage: 'Customer 1099 is outside the scope' }, message: 'Customer 1099 is outside the scope' })],
  ['field-has-wrong-type', 'error', '$.data', 200, listed([], { data: null, count: null })],
  ['field-has-wrong-type', 'error', '$.data', 200, listed([], { data: {}, count: null })],
  ['count-disagrees', 'warning', '$.count', 200, listed([{}, {}], { count: 3 })],
  ['paging-disagrees', 'warning', '$.recordCount', 200, paged({ recordCount: 3, totalRecordCount: 3 }), LIST],
  ['paging-disagrees', 'warning', '$.totalRecordCount', 200, paged({ totalRecordCount: 1 }), LIST],
  ['paging-disagrees', 'warning', '$.nextPageParameter', 200, listed([], { nextPageParameter: 'abcd' })],
  ['paging-disagrees', 'warning', '$.nextPageParameter', 200, listed([{}], { nextPageParameter: 'abcd' }), `${SITES}?abcd`],
  ['paging-disagrees', 'warning', '$.nextPageParameter', 200, listed([{}], { nextPageParameter: 'a', prevPageParameter: 'a' })],
  ['field-missing', 'warning', '$.data', 400, { status: { code: 100, errorMessage: 'x' }, message: 'x', errors: [{ code: 100, message: 'x' }] }],
  ['field-missing', 'warning', '$.status.errorMessage', 400, { ...failed(100, 'x'), status: { code: 100 } }],
  ['field-missing', 'warning', '$.totalRecordCount', 200, { ...failed(0, '', []), data: [], recordCount: 0 }, LIST],
  ['field-has-wrong-type', 'error', '$.status.code', 400, { ...failed(100, 'x'), status: { code: '100', errorMessage: 'x' } }],
  ['field-has-wrong-type', 'error', '$.status', 400, { ...failed(100, 'x'), status: 100 }],
  ['field-has-wrong-type', 'error', '$.count', 200, listed([], { count: '0' })],
  ['field-has-wrong-type', 'error', '$.errors', 400, { ...failed(100, 'x'), errors: 'x' }],
  ['field-has-wrong-type', 'error', '$.errors[1]', 400, { ...failed(100, 'x'), errors: [{ code: 1, message: 'x' }, 'y'] }],
  ['field-has-wrong-type', 'error', '$.data', 200, listed([], { data: 'none', count: null })],
  ['field-unknown', 'info', '$.extra', 200, listed([], { extra: 1 })],
  ['field-unknown', 'info', "$['odd name']", 200, listed([], { 'odd name': 1 })],
  ['code-unknown', 'info', '$.status.code', 400, failed(734, 'No.')],
  ['kind-unexpected', 'warning', '$', 200, failed(0, '', [])],
  ['kind-unexpected', 'warning', '$', 400, { type: 'about:blank', title: 'Bad', status: 400 }],
  ['kind-unexpected', 'warning', '$', 200, { hello: 1 }],
  ['kind-unexpected', 'warning', '$', 500, ''],
  ['kind-unexpected', 'warning', '$', 200, '{"status":'],
  ['content-type-wrong', 'warning', '$', 200, listed([]), SITES, [['Content-Type', 'text/plain']]],
  ['not-from-the-api', 'warning', '$', 404, { statusCode: 404, message: 'x' }],
  ['not-from-the-api', 'warning', '$', 502, '<html>', SITES, [['Content-Type', 'text/html']]],
  ['not-from-the-api', 'warning', '$', 503, 'busy', SITES, [['Content-Type', 'text/plain']]],
  ['number-loses-precision', 'warning', '$.data[0].id', 200, JSON.stringify(listed([{ id: 1 }])).replace('"id":1', '"id":9007199254740993')],
  ['trace-id-missing', 'info', '$', 500, failed(100, 'x'), SITES, [JSON_TYPE]],
] // prettier-ignore

describe('a body that was saved without its head', () => {
  test('is not blamed for the headers that nobody kept', () => {
    for (const status of [200, 500]) {
      const rules = findings(status, status === 200 ? listed([]) : failed(100, 'x'), SITES, []).map(
        ({ rule }) => rule,
      )
      expect(rules).not.toContain('content-type-wrong')
      expect(rules).not.toContain('trace-id-missing')
    }
  })
})

describe('each rule', () => {
  test.each(ROWS)('%s is %s at %s (HTTP %i)', (rule, severity, path, ...[status, body, line, headers]) => {
    const found = findings(status, body, line, headers)
    expect(found.map((each) => [each.rule, each.severity, each.path])).toEqual([[rule, severity, path]])
    expect(found[0]?.message).toMatch(/^.{15,}\.$/)
  })

  test('a body that was cut is said to be, and not called broken as well', () => {
    const cut = { ...makeResponse(200, '{"status":{"code":0'), truncated: true, bodyBytes: 99 }
    const found = diagnose(makeEvidence(SITES, cut)).findings
    expect(found.map((each) => [each.rule, each.severity, each.path])).toEqual([
      ['body-truncated', 'warning', '$'],
    ])
    expect(found[0]?.message).toContain('99 bytes')
  })

  test.each(RESPONSE_FLAWS)('a response may bend HTTP: %s', (flaw) => {
    const bent = { ...makeResponse(204, ''), flaws: [flaw] }
    const found = diagnose(makeEvidence(SITES, bent)).findings
    expect(found.map((each) => [each.rule, each.severity, each.path])).toEqual([[flaw, 'warning', '$']])
  })

  test('a status that a framework or gateway copies into its body should be the real one', () => {
    const found = findings(400, { type: 'about:blank', title: 'Bad', status: 422 })
    expect(found.map((each) => [each.rule, each.path])).toContainEqual([
      'code-contradicts-status',
      '$.status',
    ])
    const gateway = findings(404, { statusCode: 401, message: 'x' })
    expect(gateway.map((each) => [each.rule, each.path])).toContainEqual([
      'code-contradicts-status',
      '$.statusCode',
    ])
  })

  test('the table above leaves no rule out', () => {
    const covered = new Set<string>([
      ...ROWS.map(([rule]) => rule),
      'body-truncated',
      ...RESPONSE_FLAWS,
      ...DELIVERY_RULES,
    ])
    expect(FINDING_RULES.filter((rule) => !covered.has(rule))).toEqual([])
  })
})

describe('nothing to report', () => {
  test.each<[string, number, unknown, string?]>([
    ["the guide's sample", 403, failed(100, 'Customer 1099 is outside the scope of this API key.')],
    [
      'a published sample without count and message',
      200,
      {
        status: { code: 0, errorMessage: '' },
        data: [],
        errors: [],
        nextPageParameter: null,
        prevPageParameter: null,
      },
    ],
    ['a failure in the standard envelope of a paged endpoint', 404, failed(404, 'x'), LIST],
    [
      'a published paged sample that breaks off before count, message and errors',
      200,
      {
        status: { code: 0, errorMessage: '' },
        data: [{}],
        recordCount: 1,
        totalRecordCount: 1,
        prevPageEndpoint: '',
        prevPageParams: '',
      },
      LIST,
    ],
    [
      'a count of all records on a first page',
      200,
      listed([{}, {}], { count: 50, nextPageParameter: 'abcd' }),
    ],
    ['a trace ID in the body', 500, { ...failed(100, 'x'), traceId: 'abc' }],
    ['204 without a body', 204, ''],
    ['a HEAD without a body', 404, '', 'HEAD /api/external/sites'],
    [
      'any JSON from the token exchange, whose answer is not published',
      200,
      { token: 'x' },
      'POST /api/token/request',
    ],
    ['live operations with fields of their own', 200, { ...live, whatever: 1 }, 'GET /api/external/liveops'],
  ])('%s', (_, status, body, line) => {
    const headers: Header[] = body === '' ? [] : [JSON_TYPE]
    expect(findings(status, body, line, headers)).toEqual([])
  })
})

describe('what follows from a finding is not reported again', () => {
  test('a failure status with code 0: that errors are missing and data is there follows', () => {
    const found = findings(500, listed([{}]))
    expect(found.map((each) => each.rule)).toEqual(['failure-status-with-success-code'])
  })

  test('a success status with code 401: that 401 is not 200 follows', () => {
    expect(findings(200, failed(401, 'x')).map((each) => each.rule)).toEqual([
      'success-status-with-failure-code',
    ])
  })

  test('a gateway: that its body is no envelope follows', () => {
    expect(findings(401, { statusCode: 401, message: 'x' })).toHaveLength(1)
  })

  test('errors of one wrong kind are reported once, with their number', () => {
    const errors = Array.from({ length: 5 }, () => ({ code: 'x', message: 'y' }))
    const found = findings(400, { ...failed(100, 'y'), errors })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ path: '$.errors[0].code' })
    expect(found[0]?.message).toContain('The same holds for 4 more.')
  })
})

test('the gravest findings stand first', () => {
  const body = listed([{}], { count: 7, extra: 1, message: 5 })
  expect(findings(200, body).map((each) => each.severity)).toEqual(['error', 'warning', 'info'])
})
