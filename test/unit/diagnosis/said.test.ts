import { describe, expect, test } from 'vitest'
import { explanation } from '../../../app/cli/print.ts'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { exchangeSchema } from '../../../app/contract/exchange.ts'
import { importedExchange } from '../../../app/diagnosis/importedExchange.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { isGeneral } from '../../../app/diagnosis/said.ts'
import { toSupportBundle } from '../../../app/formats/supportBundle.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { makeEvidence, makeRequest, makeResponse, NOW } from './support.ts'

const LINE = 'GET /api/external/timesheets?startTime=yesterday&limit=9'

const envelope = (errors: unknown, message = 'Validation failed.') => ({
  status: { code: 100, errorMessage: message },
  data: null,
  count: null,
  message,
  errors,
})
const problem = (errors: unknown) => ({
  type: 'https://tools.ietf.org/html/rfc7231#section-6.5.1',
  title: 'One or more validation errors occurred.',
  status: 400,
  errors,
})

function read(status: number, body: unknown, line = LINE) {
  return diagnose(makeEvidence(line, makeResponse(status, body))).diagnosis
}

describe('every error of the API is in the diagnosis, field first', () => {
  test.each<[string, unknown, Array<[string | null, string, number | null, string | null, boolean]>]>([
    [
      'one names what was sent, one nothing',
      envelope([
        { code: 100, message: 'startTime is not a date.' },
        { code: 7, message: 'The roster is locked.' },
      ]),
      [
        ['startTime', 'startTime is not a date.', 100, 'yesterday', true],
        [null, 'The roster is locked.', 7, null, false],
      ],
    ],
    [
      'objects with a field',
      envelope([{ field: 'startTime', message: 'Not a date.', code: 'NotADate' }]),
      [['startTime', 'Not a date.', null, 'yesterday', true]],
    ],
    [
      'objects with a property name, of .NET validators',
      envelope([{ propertyName: 'Rows[3].Hours', errorMessage: 'Too many.', errorCode: 'LessThan' }]),
      [['Rows[3].Hours', 'Too many.', null, null, false]],
    ],
    [
      'a JSON pointer',
      envelope([{ source: { pointer: '/data/hours' }, detail: 'Too many.' }]),
      [['data.hours', 'Too many.', null, null, false]],
    ],
    [
      'a list of steps',
      envelope([{ loc: ['query', 'startTime'], msg: 'Not a date.', type: 'value_error' }]),
      [['startTime', 'Not a date.', null, 'yesterday', true]],
    ],
    [
      'problem details',
      problem({ StartTime: ['Not a date.', 'Too old.'], Hours: ['Too many.'] }),
      [
        ['StartTime', 'Not a date.', null, 'yesterday', true],
        ['StartTime', 'Too old.', null, 'yesterday', true],
        ['Hours', 'Too many.', null, null, false],
      ],
    ],
    [
      'problem details with a list of texts',
      problem(['Too many hours.']),
      [[null, 'Too many hours.', null, null, false]],
    ],
    [
      'fields within fields',
      envelope({ customer: { name: ['Too long.'] } }),
      [['customer.name', 'Too long.', null, null, false]],
    ],
    [
      'a map in a list',
      envelope([{ hours: ['Too many.'] }, 'The roster is locked.']),
      [
        ['hours', 'Too many.', null, null, false],
        [null, 'The roster is locked.', null, null, false],
      ],
    ],
    [
      'a field with several messages',
      envelope([{ field: 'hours', messages: ['Too many.', 'Not whole.'] }]),
      [
        ['hours', 'Too many.', null, null, false],
        ['hours', 'Not whole.', null, null, false],
      ],
    ],
    ['one text', envelope('Too many hours.'), [[null, 'Too many hours.', null, null, false]]],
    ['nothing', envelope([]), []],
  ])('%s', (_, body, said) => {
    expect(
      read(400, body).said?.map(({ field, message, code, sent, tied }) => [field, message, code, sent, tied]),
    ).toEqual(said)
  })

  test('what an endpoint knows is tied, also where it was left out', () => {
    const { said } = read(
      400,
      envelope([{ code: 100, message: 'customerId is required.' }]),
      'GET /api/external/sites',
    )
    expect(said).toEqual([
      { field: 'customerId', message: 'customerId is required.', code: 100, sent: null, tied: true },
    ])
  })

  test('fifty fields are fifty entries, and no more than a hundred are kept', () => {
    const of = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`rows[${at}].rate`, ['Too high.']]))
    expect(read(400, problem(of(50))).said).toHaveLength(50)
    expect(read(400, problem(of(500))).said).toHaveLength(100)
    expect(read(400, problem(of(50))).headline).toContain('50 fields were refused')
  })

  test.each([500, 503, 409, 404, 403, 200])('those of a %i too', (status) => {
    const { said } = read(status, envelope([{ code: 100, message: 'The roster is locked.' }]))
    expect(said?.[0]?.message).toBe('The roster is locked.')
  })

  test('hostile depth and width end', () => {
    let deep: unknown = 'bottom'
    for (let depth = 0; depth < 2000; depth += 1) deep = { inner: deep }
    expect(read(400, envelope(deep)).said).toEqual([])
    expect(read(400, envelope([null, {}, [], true, 5, '']))).toBeDefined()
  })
})

describe('a general message is no headline where the errors say more', () => {
  const GENERAL = [
    'Validation failed.',
    'One or more validation errors occurred.',
    'Bad Request',
    'The request is invalid.',
    'Invalid request',
    'One or more errors have occurred!',
    'Internal server error.',
    'Validation error',
    'Unprocessable Entity',
    'The model state is invalid',
  ]

  test.each(GENERAL)('%s', (message) => {
    for (const status of [400, 422, 409, 500]) {
      const { headline, cause } = read(
        status,
        envelope([{ code: 100, message: 'The roster is locked.' }], message),
      )
      expect(headline).not.toContain(message)
      expect(`${headline} ${cause}`).toContain('The roster is locked.')
    }
  })

  test.each([
    'Validation failed for startTime',
    'The roster is locked.',
    'Invalid request body: no rows',
    '',
  ])('%s says something', (message) => {
    expect(isGeneral(message)).toBe(false)
  })

  test('alone it is all there is', () => {
    expect(read(400, envelope([])).headline).toContain('Validation failed.')
  })
})

test('an error that names nothing does not vanish behind one that does', () => {
  const { headline, cause } = read(
    400,
    envelope([
      { code: 100, message: 'startTime is not a date.' },
      { code: 100, message: 'The roster is locked.' },
    ]),
  )
  expect(headline).toBe('startTime=yesterday was refused')
  expect(cause).toContain('The roster is locked.')
})

test('the list stays out of the fingerprint, which names one problem as before', () => {
  const body = problem({ Hours: ['Too many.'], Rows: ['None.'], Note: ['Too long.'] })
  expect(read(400, body).fingerprint).toBe('GET /api/external/timesheets 400/- too many. none.')
})

describe('tool, bundle and document show it', () => {
  const exchange = importedExchange({
    id: '01K0000000000000000000000A',
    request: makeRequest(LINE),
    response: makeResponse(
      400,
      envelope([
        { code: 100, message: 'startTime is not a date.' },
        { code: 7, message: 'The roster is locked.' },
      ]),
    ),
    claims: null,
    now: NOW,
    catalog: builtInCatalog,
  })

  test('the tool', () => {
    const text = explanation(exchange)
    expect(text).toContain('The API says (2)\n')
    expect(text).toContain('startTime: startTime is not a date. (sent: yesterday)')
    expect(text).toContain('The roster is locked.')
  })

  test('the bundle', () => {
    const around = { version: '1', runtime: 'Node', platform: 'linux', now: NOW }
    const text = toSupportBundle(createRedactor(() => []).exchange(exchange), around)
    expect(text).toContain('## The API says (2)')
    expect(text).toContain('The roster is locked.')
  })

  test('the document, with the list or without it', () => {
    expect(exchangeSchema.safeParse(exchange).success).toBe(true)
    const { said, ...diagnosis } = exchange.diagnosis ?? { said: [] }
    expect(said).toHaveLength(2)
    expect(exchangeSchema.safeParse({ ...exchange, diagnosis }).success).toBe(true)
  })

  test('no secret stays in it', () => {
    const secret = ['hidden', 'key', '88431'].join('-')
    const said = [{ field: secret, message: `No ${secret}`, code: 1, sent: secret, tied: true }]
    const diagnosis = exchange.diagnosis && { ...exchange.diagnosis, said }
    expect(
      JSON.stringify(createRedactor(() => [secret]).exchange({ ...exchange, diagnosis }).diagnosis),
    ).not.toContain(secret)
  })
})

describe('1,500 errors are counted as 1,500', () => {
  const many = Array.from({ length: 1500 }, (_, at) => ({ code: 100, message: `row ${at} is no shift` }))
  const FORMS: [string, unknown][] = [
    ['a list', many],
    [
      'of fields that the request has',
      many.map((each) => ({ ...each, message: 'startTime and limit clash' })),
    ],
    ['objects with a field', many.map((each, at) => ({ field: `rows[${at}].hours`, message: each.message }))],
    ['under the names of fields', Object.fromEntries(many.map(({ message }, at) => [`row${at}`, [message]]))],
    ['lists within one error', [{ message: '', errors: many }]],
  ]

  test.each(FORMS)('%s', (_, errors) => {
    const exchange = importedExchange({
      id: '01K0000000000000000000000A',
      request: makeRequest(LINE),
      response: makeResponse(400, envelope(errors)),
      claims: null,
      now: NOW,
      catalog: builtInCatalog,
    })
    const text = explanation(exchange)
    expect(text).toContain('The API says (1,500)\n')
    expect(text).toContain('The body has 1,400 more.')
    expect(text).not.toMatch(/\b100 (?:values|fields)|and \d+ more in|\b1500\b/)
    expect(exchange.envelope?.errorTotal).toBe(1500)
  })

  test('the headline counts them too', () => {
    const named = Array.from({ length: 1500 }, (_, at) => ({
      field: `rows[${at}].hours`,
      message: 'Too many.',
    }))
    expect(read(400, envelope(named)).headline).toBe(
      'The API listed 1,500 errors, first for rows[0].hours and rows[1].hours',
    )
  })
})
