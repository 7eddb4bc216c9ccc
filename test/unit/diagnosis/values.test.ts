import { describe, expect, test } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { findEndpoint } from '../../../app/catalog/routes.ts'
import { REDACTED } from '../../../app/contract/recorded.ts'
import { splitTarget } from '../../../app/contract/url.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { oddValues } from '../../../app/diagnosis/values/oddValues.ts'
import { sentValues } from '../../../app/diagnosis/values/sentValues.ts'
import { failed, makeAttempt, makeEvidence, makeRequest, makeResponse } from './support.ts'

const SITES = '/api/external/sites'
const STAFFS = '/api/external/staffs'
const SHEETS = '/api/external/timesheets'
const SUBSCRIPTIONS = 'POST /api/webhook/subscriptions'

function odd(line: string, body: string | null = null) {
  const request = makeRequest(line, { body })
  const endpoint = findEndpoint(builtInCatalog, request.method, request.url)
  return oddValues(sentValues(request, splitTarget(request.url), endpoint))
}

function refused(line: string, errors: readonly string[], body: string | null = null, message = 'Bad.') {
  const request = makeRequest(line, { body })
  return diagnose(makeEvidence(line, makeResponse(400, failed(100, message, errors)), { request })).diagnosis
}

describe('a placeholder or a default is told as one', () => {
  test.each<[string, string]>([
    ...['{id}', '%7Bid%7D', '%257Bid%257D', '${customerId}', '{{customerId}}', ':id', '<id>', '%3Cid%3E'].map(
      (value): [string, string] => [value, 'placeholder'],
    ),
    ...['undefined', 'null', 'NaN', 'None', '[object%20Object]', 'YOUR_KEY', 'your-customer-id'].map(
      (value): [string, string] => [value, 'placeholder'],
    ),
    ...['CUSTOMER_ID', '$CUSTOMER_ID', '%s', 'string', 'xxx', 'System.Int32[]', 'TODO'].map(
      (value): [string, string] => [value, 'placeholder'],
    ),
    ...['-1', '0', '2147483647', '00000000-0000-0000-0000-000000000000'].map((value): [string, string] => [
      value,
      'default',
    ]),
    ['3000000000', 'range'],
    ['-5', 'range'],
    ['%20', 'empty'],
    ['', 'empty'],
  ])('customerId=%s in the query', (value, kind) => {
    const [found, ...others] = odd(`GET ${SITES}?customerId=${value}&isActive=true`)
    expect(found).toMatchObject({ name: 'customerId', in: 'query', kind })
    expect(others).toEqual([])
  })

  test.each<[string, string, string]>([
    ['/api/external/staffs/%7Bid%7D/licenses', '{id}', 'placeholder'],
    ['/api/external/staffs/:id/licenses', ':id', 'placeholder'],
    ['/api/external/timesheets/undefined/rates', 'undefined', 'placeholder'],
    ['/api/external/timesheets/0/rates', '0', 'default'],
    ['/api/external/timesheets/-1/rates', '-1', 'default'],
    ['/api/external/timesheets//rates', '', 'empty'],
    ['/api/external/timesheets/99999999999/rates', '99999999999', 'range'],
  ])('%s in the path', (path, value, kind) => {
    expect(odd(`GET ${path}`)).toMatchObject([{ name: 'id', in: 'path', value, kind }])
  })

  test('in a path that the catalog does not know', () => {
    expect(odd('GET /api/external/patrols/{patrolId}/notes')).toMatchObject([
      { in: 'path', value: '{patrolId}', kind: 'placeholder' },
    ])
  })

  test.each<[string, string, string]>([
    ['{"subscriberId":0}', 'subscriberId', 'default'],
    ['{"subscriberId":null}', 'subscriberId', 'empty'],
    ['{"subscriberId":"{{id}}"}', 'subscriberId', 'placeholder'],
    ['{"subscriberId":"NaN"}', 'subscriberId', 'placeholder'],
    ['{"uri":"string"}', 'uri', 'placeholder'],
    ['{"uri":"[object Object]"}', 'uri', 'placeholder'],
    ['{"event":"undefined"}', 'event', 'placeholder'],
    ['{"filter":{"customerId":-1}}', 'filter.customerId', 'default'],
  ])('%s in the body', (body, name, kind) => {
    expect(odd(SUBSCRIPTIONS, body)).toMatchObject([{ name, in: 'body', kind }])
  })

  test.each([
    `GET ${SITES}?customerId=7&limit=20&isActive=false&direction=next`,
    `GET ${STAFFS}?searchText=none&filter=name:desc`,
    `GET ${STAFFS}?searchText=@john&filter=`,
    `GET ${STAFFS}?searchText="Null"&limit=1`,
    `GET ${SHEETS}?siteIds=7,8&startDate=2026-03-01T00:00:00Z&endDate=2026-03-02T00:00:00%2B10:00&employeeId=E-7`,
    `GET ${SITES}?customerId=${REDACTED}`,
    'GET /api/external/patrols/12/notes?sort=string',
    'GET /',
  ])('%s holds nothing odd', (line) => {
    expect(odd(line)).toEqual([])
  })

  test('a body that holds nothing odd', () => {
    const body = '{"subscriberId":5,"event":"submit","eventType":"timesheet","uri":"https://a.example/in"}'
    expect(odd(SUBSCRIPTIONS, body)).toEqual([])
  })

  test('each hint is a guess of one short sentence', () => {
    for (const value of ['-1', '{id}', 'undefined'])
      for (const { hint } of odd(`GET ${SITES}?customerId=${value}`)) {
        expect(hint).toContain('looks like')
        expect(hint).toContain('your program')
      }
  })

  test('hostile requests end', () => {
    const many = Array.from({ length: 5000 }, (_, at) => `customerId=${'{'.repeat(50)}${at}`).join('&')
    expect(odd(`GET ${SITES}?${many}`).length).toBeLessThan(1000)
    expect(odd(`GET ${'/x'.repeat(100_000)}`)).toEqual([])
    expect(odd(`GET ${SITES}?customerId=${'your_'.repeat(3000)}`)).toBeDefined()
    expect(odd(`GET ${SHEETS}?siteIds=${'1;'.repeat(3000)}`)).toBeDefined()
    expect(odd(`GET ${SITES}?customerId=your${'a'.repeat(190)}!`)).toMatchObject([{ kind: 'type' }])
    const long = `limit must be ${'one of a, '.repeat(50)}${' '.repeat(400)}`
    expect(refused(`GET ${STAFFS}?limit=${'1 '.repeat(200)}`, [long]).headline).toBeDefined()
  })
})

describe('a hint tells what is wrong with the value', () => {
  test.each<[string, string, string, string]>([
    [
      'reversed dates',
      'startDate=2026-03-09&endDate=2026-03-02',
      'startDate must not be after endDate.',
      'startDate is after endDate. Swap the two values.',
    ],
    [
      'reversed dates in two zones',
      'startDate=2026-03-02T01:00:00Z&endDate=2026-03-02T10:30:00%2B10:00',
      'endDate must be after startDate.',
      'startDate is after endDate. Swap the two values.',
    ],
    [
      'a plus that arrives as a blank',
      'startDate=2026-03-02T09:00:00+10:00',
      'startDate is not a date.',
      'startDate has a space for the plus of its time zone. Write 2026-03-02T09:00:00%2B10:00.',
    ],
    [
      'no zone',
      'startDate=2026-03-02T09:00:00',
      'startDate must be in UTC.',
      'startDate has no time zone. Write 2026-03-02T09:00:00Z for UTC.',
    ],
    [
      'no time',
      'startDate=2026-03-02',
      'startDate is not valid.',
      'startDate has no time. Write 2026-03-02T00:00:00Z.',
    ],
    [
      'day first',
      'startDate=25/03/2026',
      'startDate is not a date.',
      'Write the year first, like 2026-03-25.',
    ],
    [
      'month first',
      'startDate=03-25-2026',
      'startDate is not a date.',
      'Write the year first, like 2026-03-25.',
    ],
    [
      'day or month first',
      'startDate=02.03.2026',
      'startDate is not a date.',
      'Write the year first, like 2026-12-31.',
    ],
    ['slashes', 'startDate=2026/03/02', 'startDate is not a date.', 'Write 2026-03-02.'],
    [
      'a blank for the T',
      'startDate=2026-03-02%2009:00',
      'startDate is not a date.',
      'Write 2026-03-02T09:00Z.',
    ],
    ['seconds since 1970', 'startDate=1772442000', 'startDate is not a date.', 'Write 2026-03-02T09:00:00Z.'],
    [
      'no day of the calendar',
      'startDate=2026-02-30T00:00:00Z',
      'startDate is not a date.',
      'startDate is not in the calendar.',
    ],
    [
      'a double encoding',
      'startDate=2026-03-02T09:00:00%252B10:00',
      'startDate is not a date.',
      'Your program percent-encoded startDate twice.',
    ],
    ['no records asked for', 'limit=0', 'limit is not valid.', 'limit=0 is below 1.'],
    ['a semicolon', 'siteIds=7;8', 'siteIds is not valid.', 'Write 7,8.'],
    ['brackets', 'siteIds=[7,8]', 'siteIds is not valid.', 'Write 7,8.'],
    ['an empty entry', 'siteIds=7,,8', 'siteIds is not valid.', 'Your program sent an empty one.'],
    ['a list twice', 'siteIds=7&siteIds=8', 'siteIds is not valid.', 'Write siteIds=7,8.'],
    ['a name in other letters', 'Limit=500', 'Limit is not known.', 'The catalog writes limit, not Limit.'],
    [
      'a name in another spelling',
      'customer_id=7',
      'customer_id is not known.',
      'The catalog writes customerId, not customer_id.',
    ],
    [
      '10 digits',
      'customerId=4294967296',
      'customerId is not valid.',
      'customerId=4294967296 is beyond 2147483647, the largest number of 32 bits.',
    ],
    [
      'a misspelt word',
      'approvalStatus=Aproved',
      'approvalStatus is not valid.',
      'Write Approved, not Aproved.',
    ],
    ['a word in other letters', 'direction=NEXT', 'direction is not valid.', 'Write next, not NEXT.'],
    ['a longer word', 'direction=previous', 'direction is not valid.', 'Write prev, not previous.'],
    ['quotes', 'customerId=%227%22', 'customerId is not valid.', 'Remove the quotes around 7 in customerId.'],
    ['a decimal comma', 'limit=7,5', 'limit is not valid.', 'Remove the comma, point or space from 7,5.'],
    ['a decimal point', 'limit=7.0', 'limit is not valid.', 'Remove the comma, point or space from 7.0.'],
    [
      'blanks',
      'customerId=%207',
      'customerId is not valid.',
      'Remove the spaces around the value of customerId.',
    ],
    [
      'a type that the words alone tell',
      'since=02.13.2026',
      "'since' must be a valid date.",
      'since is not in ISO 8601.',
    ],
    [
      'a number that the words alone tell',
      'page=two',
      'page must be a number.',
      'page takes a whole number.',
    ],
    [
      'words that the message lists',
      'sort=nmae',
      "sort must be one of 'name', 'date'.",
      'Write name, not nmae.',
    ],
    [
      'the words against the catalog',
      'employeeId=E-7',
      'employeeId must be a whole number.',
      'employeeId takes a whole number.',
    ],
  ])('%s', (_, query, message, hint) => {
    expect(refused(`GET ${SHEETS}?${query}`, [message]).remedy.join(' ')).toContain(hint)
  })

  test.each<[string, string, string]>([
    ['yes', 'isActive=yes', 'isActive takes true or false. Write true.'],
    ['0', 'isActive=0', 'isActive takes true or false. Write false.'],
  ])('%s for a boolean', (_, query, hint) => {
    expect(refused(`GET ${STAFFS}?${query}`, ['isActive is not valid.']).remedy).toContain(hint)
  })

  test.each<[string, string, string]>([
    [
      '{"subscriberId":"5"}',
      'subscriberId is not valid.',
      'The JSON body has subscriberId as a string. Write 5 without quotes.',
    ],
    ['{"event":5}', 'event is not valid.', 'The JSON body has event as a number. Write "5" with quotes.'],
    [
      '{"eventType":["timesheet"]}',
      'eventType is not valid.',
      'The JSON body has eventType as an array. eventType takes one value.',
    ],
    ['{"eventType":"Timesheets"}', 'eventType is not valid.', 'Write timesheet, not Timesheets.'],
    ['{"uri":"http://a.example"}', 'uri is not valid.', 'uri takes a URL that begins with https://.'],
  ])('%s', (body, message, hint) => {
    expect(refused(SUBSCRIPTIONS, [message], body).remedy.join(' ')).toContain(hint)
  })

  test.each([
    ['a GUID where the catalog has a number', 'customerId=abc', 'customerId must be a GUID.'],
    [
      'words that only compare',
      'startDate=2026-03-02T00:00:00Z',
      'startDate must be before or equal to today.',
    ],
    ['a date that only explains', 'customerId=7', 'customerId was not active at that date.'],
  ])('no hint for %s', (_, query, message) => {
    const { remedy } = refused(`GET ${SHEETS}?${query}`, [message])
    expect(remedy).toHaveLength(1)
  })
})

test('what a message tells of the entries of a list is no type of the list', () => {
  const message = 'siteIds must be whole numbers with commas between them, but is "7;8".'
  expect(refused(`GET ${SHEETS}?siteIds=7;8`, [message]).remedy).toContain(
    'siteIds takes values separated by commas. Write 7,8.',
  )
  expect(refused(`GET ${SHEETS}?siteIds=7;8`, ['siteIds must be integers.']).remedy.join(' ')).toContain(
    'Write 7,8.',
  )
})

test('of reversed dates their order is told and nothing else', () => {
  const line = `GET ${SHEETS}?startDate=2026-03-09&endDate=2026-03-02`
  expect(refused(line, ['startDate must not be after endDate.']).remedy).toEqual([
    'Fix startDate and endDate in the request.',
    'startDate is after endDate. Swap the two values.',
  ])
})

describe('only the values that a message can be about are told as wrong', () => {
  test.each<[string, string, string, string]>([
    [
      'the other only explains',
      `${STAFFS}?limit=abc&direction=next`,
      'limit must be a number when direction is next.',
      'limit=abc was refused',
    ],
    [
      'one is missing',
      `${SHEETS}?startDate=2026-03-01`,
      'endDate is required when startDate is given.',
      'endDate is missing',
    ],
    [
      'the others are what is allowed',
      `${STAFFS}?foo=1`,
      'Unknown parameter foo. Known: searchText, referenceId.',
      'foo=1 was refused',
    ],
    [
      'the two are reversed',
      `${SHEETS}?startDate=2026-03-09&endDate=2026-03-02`,
      'startDate must not be after endDate.',
      'startDate is later than the end of the range',
    ],
    [
      'either may be',
      `${SHEETS}?customerId=7&siteIds=9`,
      'customerId and siteIds do not go together.',
      'The API refused customerId or siteIds',
    ],
  ])('%s', (_, target, message, headline) => {
    expect(refused(`GET ${target}`, [message]).headline).toBe(headline)
  })

  test('two of two stay two', () => {
    const { headline } = refused(`GET ${STAFFS}?limit=a&direction=b`, [
      'limit is wrong',
      'direction is wrong',
    ])
    expect(headline).toBe('2 values were refused: limit and direction')
  })
})

describe('a value that cannot be right is a guess where the message names none', () => {
  test.each([
    [`GET ${STAFFS}?limit=abc`, 'limit=abc', 'limit takes a whole number.'],
    [
      `GET ${SHEETS}?startDate=2026-03-09&endDate=2026-03-02`,
      'startDate=2026-03-09',
      'startDate is after endDate.',
    ],
    [`GET ${SITES}?customerId={id}`, 'customerId={id}', 'looks like a placeholder'],
    [`GET ${STAFFS}?isActive=maybe`, 'isActive=maybe', 'isActive takes true or false.'],
  ])('%s', (line, about, hint) => {
    for (const message of ['Bad request', 'Validation failed.', '']) {
      const { headline, cause, remedy } = refused(line, [], null, message)
      expect(headline).toBe(`The API refused the request, perhaps for ${about}`)
      expect(cause).toContain('Postern guessed')
      expect(remedy.join(' ')).toContain(hint)
    }
  })

  test('a message that says something else stays the headline', () => {
    const { headline, remedy } = refused(
      `GET ${STAFFS}?limit=abc`,
      [],
      null,
      'The pay period has been closed.',
    )
    expect(headline).toBe('Refused: “The pay period has been closed.”')
    expect(remedy.at(-1)).toBe('Postern guesses: limit takes a whole number.')
  })

  test('without such a value nothing is guessed', () => {
    const { headline, cause } = refused(`GET ${STAFFS}?limit=10`, [], null, 'Bad request')
    expect(headline).toBe('Refused: “Bad request”')
    expect(cause).not.toContain('guessed')
  })
})

describe('what is not known is not told as left out', () => {
  const message = 'uri is required.'
  const causeOf = (body: string | null, isSent: boolean) =>
    diagnose(
      makeEvidence(SUBSCRIPTIONS, makeResponse(400, failed(100, 'Bad.', [message])), {
        request: makeRequest(SUBSCRIPTIONS, { body }),
        attempts: isSent ? [makeAttempt()] : [],
        ...(isSent || body !== null ? {} : { untold: ['body'] }),
      }),
    ).diagnosis.cause

  test.each<[string, string | null, boolean, string]>([
    ['a body that nobody knows', null, false, 'Body field uri (not known)'],
    ['a body that is no JSON', 'event=submit', false, 'Body field uri (not known)'],
    ['a request that was sent without a body', null, true, 'Body field uri (left out)'],
    ['a body without the field', '{"event":"submit"}', false, 'Body field uri (left out)'],
  ])('%s', (_, body, isSent, said) => {
    expect(causeOf(body, isSent)).toContain(said)
  })

  test('a header that nobody knows, and one that was sent', () => {
    const name = 'external-gh-apim-sub-key'
    const line = 'GET /api/external/liveops'
    const answer = makeResponse(400, failed(100, 'Bad.', [`${name} is not valid.`]))
    const untold = makeEvidence(line, answer, { untold: ['header'] })
    expect(diagnose(untold).diagnosis.cause).toContain('(not known)')
    const request = makeRequest(line, { headers: [['External-GH-APIM-Sub-Key', 'abc']] })
    expect(diagnose(makeEvidence(line, answer, { request })).diagnosis.cause).toContain('(sent as abc)')
  })
})
