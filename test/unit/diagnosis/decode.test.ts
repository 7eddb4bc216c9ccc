import { describe, expect, test } from 'vitest'
import type { EnvelopeKind, Header } from '../../../app/contract/exchange.ts'
import { decode, isSuccess } from '../../../app/diagnosis/decode.ts'
import { failed, JSON_TYPE, listed, makeResponse } from './support.ts'

const HTML: Header = ['Content-Type', 'text/html; charset=utf-8']
const live = {
  isSuccess: true,
  statusMessage: 'OK',
  status: 200,
  errorMessages: [],
  errorMessagesAsString: '',
  data: [],
}

describe('kinds', () => {
  test.each<[EnvelopeKind, unknown, Header?]>([
    ['standard', failed(100, 'No.')],
    ['standard', { status: { code: 0, errorMessage: '' }, data: null }],
    ['standard', { status: 100, data: null, errors: [], message: 'the status is a number' }],
    [
      'paged',
      { ...failed(0, ''), recordCount: 0, totalRecordCount: 0, prevPageEndpoint: '', prevPageParams: '' },
    ],
    ['cursor', listed([])],
    ['live-operations', live],
    ['live-operations', { isSuccess: false }],
    ['gateway', { statusCode: 404, message: 'Resource not found' }],
    ['problem-details', { type: 'about:blank', title: 'Bad Request', status: 400 }],
    ['problem-details', { title: 'Bad Request' }, ['Content-Type', 'application/problem+json']],
    ['html', '<!DOCTYPE html><title>Hello</title>', HTML],
    ['html', '  <html><body>no type</body></html>'],
    ['text', 'Service Unavailable'],
    ['text', '<?xml version="1.0"?><error/>', ['Content-Type', 'application/xml']],
    ['empty', ''],
    ['empty', ' \r\n\t'],
    ['broken-json', '{"status":{"code":0'],
    ['broken-json', '[1,2,'],
    ['broken-json', '{"a":1} trailing'],
    ['other-json', { hello: 'world' }],
    ['other-json', '[1,2,3]'],
    ['other-json', '"text"'],
    ['other-json', 'null'],
    ['other-json', '42'],
  ])('%s: %j', (kind, body, header = JSON_TYPE) => {
    expect(decode(makeResponse(200, body, [header])).envelope.kind).toBe(kind)
  })
})

describe('what an envelope says', () => {
  test("the guide's sample", () => {
    const message = 'Customer 1099 is outside the scope of this API key.'
    expect(decode(makeResponse(403, failed(100, message))).envelope).toEqual({
      kind: 'standard',
      code: 100,
      message,
      errors: [{ code: 100, message }],
      count: null,
      page: null,
    })
  })

  test('a code in a string of digits is read as the number that was meant', () => {
    const body = {
      status: { code: '404', errorMessage: '' },
      data: null,
      errors: [{ code: '404', message: 'x' }],
    }
    expect(decode(makeResponse(404, body)).envelope).toMatchObject({ code: 404, errors: [{ code: 404 }] })
  })

  test('errors that are plain strings are kept as messages', () => {
    const body = { ...failed(100, 'x'), errors: ['first', { description: 'second' }, 3] }
    expect(decode(makeResponse(400, body)).envelope.errors.map((each) => each.message)).toEqual([
      'first',
      'second',
      '',
    ])
  })

  test('a page points onwards: a cursor as it is, a paged list as endpoint and parameters', () => {
    expect(decode(makeResponse(200, listed([], { nextPageParameter: 'abc=' }))).envelope.page).toEqual({
      next: 'abc=',
      previous: null,
      recordCount: null,
      totalRecordCount: null,
    })
    const paged = {
      ...listed([]),
      recordCount: 20,
      totalRecordCount: 55,
      nextPageEndpoint: '/api/x',
      nextPageParams: '?direction=next&referenceId=9',
      prevPageEndpoint: '',
      prevPageParams: '',
    }
    expect(decode(makeResponse(200, paged)).envelope.page).toEqual({
      next: '/api/x?direction=next&referenceId=9',
      previous: null,
      recordCount: 20,
      totalRecordCount: 55,
    })
  })

  test.each([
    ['success whatever status says', { ...live, status: 200 }, 0],
    ['failure with its status', { ...live, isSuccess: false, status: 403 }, 403],
    ['failure without a status that says so', { ...live, isSuccess: false, status: 0 }, 100],
    ['failure with the status of an HTTP success', { ...live, isSuccess: false }, 100],
    ['failure in a word', { ...live, isSuccess: 'false', status: 0, errorMessages: ['No.'] }, 100],
    ['success in a word', { ...live, isSuccess: 'True' }, 0],
    ['nothing but an HTTP status', { statusMessage: 'OK', status: 200, errorMessages: [], data: [] }, 0],
    ['nothing but errors', { statusMessage: 'OK', status: 200, errorMessages: ['No.'], data: [] }, 100],
  ])('live operations: %s', (_, body, code) => {
    expect(decode(makeResponse(200, body)).envelope.code).toBe(code)
  })

  test('problem details: each message with the field it is about', () => {
    const body = {
      title: 'Bad',
      status: 400,
      errors: { Limit: ['too large', 'not even'], Direction: 'wrong' },
    }
    const { listed, envelope } = decode(makeResponse(400, body))
    expect(listed).toEqual([
      { field: 'Limit', message: 'too large', code: null },
      { field: 'Limit', message: 'not even', code: null },
      { field: 'Direction', message: 'wrong', code: null },
    ])
    expect(envelope.errors).toHaveLength(3)
  })

  test('messages under the names of their fields count in the envelope too', () => {
    const body = { ...failed(100, 'Validation failed'), errors: { customerId: ['must be a number'] } }
    const { listed, envelope, errorTotal } = decode(makeResponse(400, body))
    expect(listed).toEqual([{ field: 'customerId', message: 'must be a number', code: null }])
    expect(envelope.errors).toEqual([{ code: null, message: 'must be a number' }])
    expect(errorTotal).toBe(1)
  })

  test('a single error stands for a list of one', () => {
    const body = { ...failed(100, ''), errors: { code: 100, message: 'customerId must be a number' } }
    expect(decode(makeResponse(400, body)).envelope.errors).toEqual([
      { code: 100, message: 'customerId must be a number' },
    ])
  })

  test.each<[string, unknown]>([
    ['a JSON string', JSON.stringify('Authorization has been denied.')],
    ['a name in capitals', { Message: 'Authorization has been denied.' }],
    ['a nested error', { error: { code: 'Forbidden', message: 'Authorization has been denied.' } }],
    [
      'an envelope in capitals',
      { Status: { Code: 100, ErrorMessage: 'Authorization has been denied.' }, Errors: [] },
    ],
    ['what OAuth says', { error: 'invalid_grant', error_description: 'Authorization has been denied.' }],
  ])('the words of a body of nobody’s contract are read: %s', (_, body) => {
    expect(decode(makeResponse(401, body)).envelope.message).toBe('Authorization has been denied.')
  })

  test('the title of a web page is its message', () => {
    const page = '<html><head><title>\n 502  Bad Gateway </title>'
    expect(decode(makeResponse(502, page, [HTML])).envelope.message).toBe('502 Bad Gateway')
  })

  test('names that every object inherits are not taken for fields', () => {
    const { envelope } = decode(makeResponse(200, '{"__proto__":{"status":{"code":0}},"constructor":1}'))
    expect(envelope).toMatchObject({ kind: 'other-json', code: null, message: null })
  })
})

test.each([
  [200, 0, true],
  [201, 0, true],
  [204, null, true],
  [200, 100, false],
  [200, -1, false],
  [404, 0, false],
  [302, null, false],
])('HTTP %i with code %j is a success: %j', (status, code, isGood) => {
  const body = code === null ? '' : { status: { code, errorMessage: '' }, data: null, errors: [] }
  expect(isSuccess(status, decode(makeResponse(status, body)).envelope)).toBe(isGood)
})
