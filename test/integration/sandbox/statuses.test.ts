import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UNLUCKY_REQUESTS } from '../../../app/sandbox/sandbox.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'
import { at, listAt, messagesOf, openClient, postJson, type Client } from './client.ts'

let client: Client
beforeAll(async () => {
  client = await openClient({ rate: { limit: 10_000, lengthMs: 60_000 } })
})
afterAll(() => client.sandbox.close())

const SITES = '/api/external/sites'

describe('every status of the guide comes from an honest request', () => {
  test('200 with code 0', async () => {
    const answer = await client.call('site-7', SITES)
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({
      status: { code: 0, errorMessage: '' },
      count: 3,
      message: '',
      errors: [],
    })
  })

  test('201 for a webhook subscriber, whose secret is new each time', async () => {
    const first = await client.call('webhook', '/api/webhook/subscribers', { method: 'POST' })
    const second = await client.call('webhook', '/api/webhook/subscribers', { method: 'POST' })
    expect(first.status).toBe(201)
    expect(first.json).toMatchObject({ status: { code: 0 }, data: { companyId: 42, modifiedDateTime: null } })
    expect(at(first.json, 'data', 'secretToken')).toMatch(/^whsec_[\w-]{32}$/)
    expect(at(first.json, 'data', 'secretToken')).not.toBe(at(second.json, 'data', 'secretToken'))
  })

  test('400 names every parameter that is wrong, and no other', async () => {
    const query = 'limit=0&direction=up&isActive=perhaps&referenceId=x1&searchText=fine'
    const answer = await client.call('company', `/api/external/staffs?${query}`)
    expect(answer.status).toBe(400)
    expect(at(answer.json, 'status', 'code')).toBe(100)
    expect(messagesOf(answer).map((message) => String(message).split(' ')[0])).toEqual([
      'isActive',
      'referenceId',
      'direction',
      'limit',
    ])
  })

  test('400 for a required parameter that was left out', async () => {
    const answer = await client.call('incidentreport', '/api/external/incidentreports/reportdata')
    expect(answer.status).toBe(400)
    expect(messagesOf(answer)).toEqual(['incidentReportId is required.'])
  })

  test('401 without a token', async () => {
    const answer = await client.call(null, SITES)
    expect(answer).toMatchObject({ status: 401, json: { status: { code: 401 }, data: null } })
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  })

  test.each([
    ['Bearer', 'Authorization header'],
    ['Basic dXNlcg==', 'Authorization header'],
    ['Bearer not-a-jwt', 'malformed'],
    ['Bearer a.b.c', 'malformed'],
  ])('401 for the header "%s"', async (authorization, reason) => {
    const answer = await client.send(SITES, { headers: { authorization } })
    expect(answer).toMatchObject({ status: 401, json: { status: { code: 401 } } })
    expect(messagesOf(answer)[0]).toContain(reason)
  })

  test('401 for a token that another sandbox has signed', async () => {
    await using stranger = await openClient()
    const token = await stranger.token('site-7')
    const answer = await client.send(SITES, { headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(401)
    expect(messagesOf(answer)[0]).toContain('signature')
  })

  test('401 once the life of a token is over, and not a moment before', async () => {
    const clock = createFakeClock()
    await using timed = await openClient({ clock, tokenLifeMs: 60_000 })
    const headers = { authorization: `Bearer ${await timed.token('site-7')}` }
    await clock.advance(59_999)
    expect((await timed.send(SITES, { headers })).status).toBe(200)
    await clock.advance(1)
    const late = await timed.send(SITES, { headers })
    expect(late.status).toBe(401)
    expect(messagesOf(late)).toEqual(['The bearer token expired at 2026-03-02T09:01:00.000Z.'])
  })

  test("403 in the guide's own words for a customer outside the scope", async () => {
    const answer = await client.call('site-7', `${SITES}?customerId=1099`)
    const message = 'Customer 1099 is outside the scope of this API key.'
    expect(answer.status).toBe(403)
    expect(answer.json).toEqual({
      status: { code: 100, errorMessage: message },
      data: null,
      count: null,
      message,
      errors: [{ code: 100, message }],
    })
  })

  test.each([
    ['site-7', `${SITES}?siteId=33`, 'Site 33'],
    ['one-site', '/api/external/customers?customerId=12', 'Customer 12'],
    ['company', `${SITES}?companyId=58`, 'Company 58'],
    ['company', `${SITES}?customerId=1099`, 'Customer 1099'],
    ['company', '/api/external/staffs/2001/licenses', 'Company 58'],
    ['company', '/api/external/timesheets/70040/rates', 'Company 58'],
    ['incidentreport', '/api/external/incidentreports/reportdata?incidentReportId=5015', 'Company 58'],
    ['timesheet', '/api/external/timesheets?siteIds=40,50', 'Site 50'],
    ['timesheet', '/api/external/timesheets?customerId=19', 'Customer 19'],
  ])('403 for %s at %s', async (alias, path, place) => {
    const answer = await client.call(alias, path)
    expect(answer).toMatchObject({ status: 403, json: { status: { code: 100 }, data: null } })
    expect(messagesOf(answer)).toEqual([`${place} is outside the scope of this API key.`])
  })

  test('403 for an id that no record has tells nothing of what exists', async () => {
    const answer = await client.call('site-7', `${SITES}?customerId=424242`)
    expect(answer.status).toBe(403)
  })

  test.each([
    ['site-7', 'GET', '/api/external/incidentreport/formtemplate', 'incidentreport'],
    ['company', 'GET', '/api/external/incidentreports/reportdata', 'incidentreport'],
    ['site-7', 'POST', '/api/webhook/subscribers', 'webhook'],
    ['liveops', 'POST', '/api/webhook/subscriptions', 'webhook'],
  ])('403 with code 403 for key %s at %s %s', async (alias, method, path, needed) => {
    const answer = await client.call(alias, path, { method })
    expect(answer).toMatchObject({ status: 403, json: { status: { code: 403 } } })
    expect(messagesOf(answer)[0]).toContain(`KeyType ${needed}`)
  })

  test.each([
    ['company', '/api/external/staffs/999999/licenses'],
    ['company', '/api/external/staffs/1010/licenses'],
    ['company', `${SITES}?siteId=34`],
    ['company', '/api/external/customers?customerId=23'],
    ['company', '/api/external/customers?customerId=424242'],
    ['company', '/api/external/timesheets/70123/rates'],
    ['company', '/api/external/timesheets?employeeId=E999999'],
    ['incidentreport', '/api/external/incidentreports/reportdata?incidentReportId=5044'],
    ['incidentreport', '/api/external/incidentreports/reportdata?incidentReportId=1'],
  ])('404 for %s at %s, which is not there or archived', async (alias, path) => {
    const answer = await client.call(alias, path)
    expect(answer).toMatchObject({ status: 404, json: { status: { code: 404 }, data: null } })
    expect(messagesOf(answer)[0]).toMatch(/does not exist or has been archived\.$/)
  })

  test('500 for the unlucky requests, again and again, with a trace ID and nothing of the inside', async () => {
    const subscriber = await client.call('webhook', '/api/webhook/subscribers', { method: 'POST' })
    const body = {
      subscriberId: at(subscriber.json, 'data', 'id'),
      event: 'submit',
      eventType: 'timesheet',
      uri: 'https://unlucky.example.com/hook',
    }
    for (const { method, path, key } of UNLUCKY_REQUESTS) {
      const init = method === 'POST' ? postJson(body) : {}
      const answers = [await client.call(key, path, init), await client.call(key, path, init)]
      for (const answer of answers) {
        expect(answer).toMatchObject({ status: 500, json: { status: { code: 100 }, data: null } })
        expect(answer.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/)
        expect(answer.text).not.toMatch(/at .*\.ts|Error:/)
      }
    }
  })
})

describe('the gateway in front answers by itself', () => {
  test('404 for a path that no operation has', async () => {
    const answer = await client.call('company', '/api/external/nothing')
    expect(answer.json).toEqual({ statusCode: 404, message: 'No operation matches /api/external/nothing.' })
  })

  test('405 says which method is taken', async () => {
    const answer = await client.call('company', SITES, { method: 'DELETE' })
    expect(answer).toMatchObject({ status: 405, json: { statusCode: 405 } })
    expect(answer.headers.get('allow')).toBe('GET')
    expect((await client.send('/api/token/request')).headers.get('allow')).toBe('POST')
  })

  test('401 for live operations without a subscription key', async () => {
    const answer = await client.call('liveops', '/api/external/liveops')
    expect(answer).toMatchObject({ status: 401, json: { statusCode: 401 } })
    expect(answer.text).toContain('external-gh-apim-sub-key')
  })

  test('413 for a body beyond a megabyte', async () => {
    const init = { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) }
    const answer = await client.call('webhook', '/api/webhook/subscriptions', init)
    expect(answer).toMatchObject({ status: 413, json: { statusCode: 413 } })
  })
})

test('each failure repeats its first message where the guide repeats it', async () => {
  const answer = await client.call('company', '/api/external/staffs?limit=0&direction=up')
  const [first] = listAt(answer.json, 'errors').map((error) => at(error, 'message'))
  expect(answer.json).toMatchObject({ message: first, status: { errorMessage: first } })
})
