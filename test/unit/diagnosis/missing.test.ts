import { describe, expect, test } from 'vitest'
import type { Header } from '../../../app/contract/exchange.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { failed, JSON_TYPE, makeEvidence, makeResponse } from './support.ts'

const AZURE = { statusCode: 404, message: 'Resource not found' }

function read(line: string, body: unknown = AZURE, status = 404, headers: Header[] = [JSON_TYPE]) {
  return diagnose(makeEvidence(line, makeResponse(status, body, headers))).diagnosis
}

describe('no hint proposes a call that changes something', () => {
  test.each([
    ['GET /api/webhook/subscriptions', 'POST'],
    ['GET /api/webhook/subscribers', 'POST'],
    ['HEAD /api/token/request', 'POST'],
    ['GET /api/external/patrols', 'POST, DELETE'],
    ['PUT /api/webhook/subscriptions', 'POST'],
  ])('405 to %s that allows %s', (line, allow) => {
    for (const body of [failed(100, 'Not allowed.'), '', { type: 'x', title: 'y', status: 405 }]) {
      const { remedy } = read(line, body, 405, [JSON_TYPE, ['Allow', allow]])
      expect(remedy.join(' ')).not.toMatch(/POST|DELETE|PUT|Allow/)
      expect(remedy.length).toBeGreaterThan(0)
    }
  })

  test('a method that only reads is', () => {
    const { remedy, cause } = read('POST /api/external/sites', failed(100, 'No.'), 405, [
      JSON_TYPE,
      ['Allow', 'GET'],
    ])
    expect(remedy[0]).toBe('Use GET to read.')
    expect(cause).toContain('The response allows GET.')
  })

  test.each([
    'DELETE /api/webhook/subscribers/31',
    'DELETE /api/webhook/subscriber',
    'GET /api/webhook/subscriber',
    'PATCH /api/external/staff',
    'POST /api/external/staff',
  ])('404 to %s: the catalog knows no path for the method there', (line) => {
    for (const body of [AZURE, '', failed(404, 'Not found.')])
      expect(read(line, body).remedy.join(' ')).not.toMatch(/Did you mean|subscribers|staffs/)
  })

  test('of a call that changes something a near path is only named', () => {
    const { remedy } = read('POST /api/webhook/subscriptons')
    expect(remedy[0]).toBe('Compare the path with /api/webhook/subscriptions in the catalog.')
    const { remedy: ofApi } = read('POST /api/webhook/subscriptons', failed(404, 'Not found.'))
    expect(ofApi[0]).toBe('Compare the path with /api/webhook/subscriptions in the catalog.')
  })

  test.each([
    ['/api/external/staff/99/licenses', '/api/external/staffs/99/licenses'],
    ['/api/external/incidentreport/reportdata', '/api/external/incidentreports/reportdata'],
    ['/v1/gh/api/external/site', '/api/external/sites'],
    ['/api/external/timesheet/12/rate', '/api/external/timesheets/12/rates'],
  ])('GET %s: did you mean %s', (path, near) => {
    expect(read(`GET ${path}`).remedy[0]).toBe(`Did you mean ${near}?`)
  })
})

describe('a path is looked at before it is called misspelled', () => {
  test.each<[string, string, string]>([
    ['/api/api/external/sites', ' has /api twice in a row.', 'Remove one /api: /api/external/sites.'],
    ['/api/external/api/external/sites', ' has /api/external twice in a row.', 'Remove one /api/external'],
    ['/api/external/external/sites', ' has /external twice in a row.', 'Remove one /external'],
    ['/v2/api/api/external/staffs/7/licenses', ' has /api twice in a row.', 'Remove one /api'],
    ['//api/external/sites', ' has / twice in a row.', 'Remove one /'],
    ['/api//external/sites', ' has / twice in a row.', 'Remove one /'],
    [
      '/v1/gh/api/external/sites',
      'The path begins with /v1/gh. The catalog knows /api/external/sites.',
      'Check /v1/gh in the base URL.',
    ],
  ])('%s', (path, cause, fix) => {
    const diagnosis = read(`GET https://gateway.example.com${path}`)
    expect(diagnosis.cause).toContain(cause)
    expect(diagnosis.remedy[0]).toContain(fix)
    expect(JSON.stringify(diagnosis)).not.toContain('misspelled')
  })

  test.each([
    ['POST /api/external/sites', 'GET'],
    ['DELETE /api/external/timesheets/7/rates', 'GET'],
    ['GET /api/webhook/subscriptions', 'POST'],
  ])('%s: the method', (line, known) => {
    const [method = ''] = line.split(' ')
    for (const body of [AZURE, '', failed(404, 'Not found.')]) {
      const { cause, remedy } = read(line, body)
      expect(remedy.join(' ')).not.toContain('Check the id')
      expect(cause).toMatch(
        new RegExp(`with ${known}, not with ${method}\\.|has no ${method} of .* It has ${known} there`),
      )
      expect(cause).not.toContain('misspelled')
    }
  })

  test.each([
    ['/api/external/timesheets/abc/rates', 'The id in the path is abc', 'id takes a whole number.'],
    ['/api/external/staffs/%7Bid%7D/licenses', 'The id in the path is {id}', 'looks like a placeholder'],
    [
      '/api/external/staffs/undefined/licenses',
      'The id in the path is undefined',
      'looks like a placeholder',
    ],
    [
      '/api/external/staffs//licenses',
      'The id in the path is empty',
      'Your program sent id empty in the path.',
    ],
    ['/api/external/staffs/12345678901/licenses', 'The id in the path is 12345678901', 'beyond 2147483647'],
  ])('%s: the id', (path, headline, hint) => {
    for (const body of [AZURE, '', failed(404, 'Not found.')]) {
      const diagnosis = read(`GET ${path}`, body)
      const { cause, remedy } = diagnosis
      expect(`${cause} ${remedy.join(' ')}`).toContain(hint)
      expect(cause).not.toContain('another service')
      expect(remedy.join(' ')).not.toContain('Check the id')
      if (body !== AZURE) expect(diagnosis.headline).toBe(headline)
    }
  })

  test('a placeholder in the query of a record', () => {
    const line = 'GET /api/external/incidentreports/reportdata?incidentReportId=undefined'
    expect(read(line, failed(404, 'Not found.')).headline).toBe(
      'incidentReportId=undefined looks like a placeholder',
    )
  })
})

describe('what a 404 of the API says comes first', () => {
  test('its own sentence', () => {
    const line = 'GET /api/external/staffs/99/licenses'
    const { cause, headline } = read(line, failed(404, 'Staff member 99 has been archived.'))
    expect(cause).toMatch(/^The API says: “Staff member 99 has been archived\.”/)
    expect(headline).toBe('Staff member 99 has been archived')
  })

  test.each([
    'Staff member 99 does not exist or has been archived.',
    'Not found.',
    'It has not been archived.',
  ])('%s leaves it open', (message) => {
    const { headline, cause } = read('GET /api/external/staffs/99/licenses', failed(404, message))
    expect(headline).toBe('Staff member 99 is not there, or has been archived')
    expect(cause).toContain(`“${message}”`)
  })

  test('a list has no id to check', () => {
    for (const body of [failed(404, 'Not found.'), '']) {
      const { headline, remedy, cause } = read('GET /api/external/sites?limit=5', body)
      expect(headline).toBe('The API returned 404 for a list')
      expect(`${remedy.join(' ')} ${cause}`).not.toMatch(/Check the id|right kind of id/)
    }
  })

  test('a list of one customer has', () => {
    expect(read('GET /api/external/sites?customerId=12', failed(404, 'x')).remedy.join(' ')).toContain(
      'Check the id',
    )
  })
})

test('an odd value of a body is not why a path has nothing', () => {
  const evidence = makeEvidence('POST /api/webhook/subscriptions', makeResponse(404, '{Broken'))
  const { diagnosis } = diagnose({ ...evidence, request: { ...evidence.request, body: '{"uri":null}' } })
  expect(diagnosis.headline).not.toContain('uri')
  expect(diagnosis.cause).not.toBe('')
})
