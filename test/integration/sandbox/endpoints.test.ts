import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decode } from '../../../app/diagnosis/decode.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'
import { at, listAt, messagesOf, openClient, postJson, type Answer, type Client } from './client.ts'

let client: Client
beforeAll(async () => {
  client = await openClient({ clock: createFakeClock(), rate: { limit: 10_000, lengthMs: 60_000 } })
})
afterAll(() => client.sandbox.close())

const subscription = { headers: { 'external-gh-apim-sub-key': 'sandbox-sub-key' } }

function kindOf({ status, headers, text }: Answer): string {
  const response = { status, headers: [...headers], body: text, bodyBytes: text.length, truncated: false }
  return decode(response).envelope.kind
}

/** The values of one field through a list. */
async function column(alias: string, path: string, field: string): Promise<unknown[]> {
  const answer = await client.call(alias, path, subscription)
  return listAt(answer.json, 'data').map((record) => at(record, field))
}

describe('each endpoint answers in its envelope, as the decoder of the app reads it', () => {
  test.each([
    ['liveops', '/api/external/liveops', 'live-operations', 'eventID'],
    ['incidentreport', '/api/external/incidentreport/formtemplate', 'paged', 'reportName'],
    ['site-7', '/api/external/timesheets', 'cursor', 'timesheetId'],
    ['company', '/api/external/timesheets/70001/rates', 'standard', 'payRate'],
    ['site-7', '/api/external/staffs', 'cursor', 'accessPriviledge'],
    ['company', '/api/external/staffs/1001/licenses', 'cursor', 'licenseNumber'],
    ['site-7', '/api/external/customers', 'cursor', 'name'],
    ['site-7', '/api/external/sites', 'cursor', 'customerId'],
  ])('%s: GET %s is %s', async (alias, path, kind, field) => {
    const answer = await client.call(alias, path, subscription)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    expect(kindOf(answer)).toBe(kind)
    expect(listAt(answer.json, 'data').length).toBeGreaterThan(0)
    expect(listAt(answer.json, 'data')[0]).toHaveProperty(field)
  })

  test('one incident report says more than its row in the list', async () => {
    const path = '/api/external/incidentreports/reportdata?incidentReportId=5001'
    const answer = await client.call('incidentreport', path)
    expect(answer).toMatchObject({ status: 200, json: { count: null, data: { incidentReportId: 5001 } } })
    expect(at(answer.json, 'data', 'description')).toMatch(/\w+/)
  })

  test('HEAD answers as GET does, without a body', async () => {
    const answer = await client.call('site-7', '/api/external/sites', { method: 'HEAD' })
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(100)
  })
})

describe('a key sees only what its claims reach', () => {
  test.each([
    ['site-7', '/api/external/sites', 'id', [31, 32, 40]],
    ['one-site', '/api/external/sites', 'id', [31]],
    ['site-7', '/api/external/customers', 'id', [7, 12]],
    ['company', '/api/external/customers', 'id', [7, 12, 19, 33]],
    ['timesheet', '/api/external/sites', 'id', [31, 32, 33, 40, 41]],
  ])('%s at %s', async (alias, path, field, expected) => {
    expect(await column(alias, path, field)).toEqual(expected)
  })

  test('timesheets of other sites stand in no list of the key', async () => {
    const sites = new Set(await column('site-7', '/api/external/timesheets?limit=200', 'siteApiId'))
    expect(sites).toEqual(new Set([31, 32, 40]))
  })
})

describe('filters', () => {
  test.each<[string, string, string, unknown[]]>([
    ['company', '/api/external/sites?customerId=7', 'customerId', [7]],
    ['company', '/api/external/sites?siteId=50', 'id', [50]],
    ['company', '/api/external/sites?searchText=geelong', 'id', [40]],
    ['company', '/api/external/customers?isActive=false', 'id', [26]],
    ['company', '/api/external/customers?companyId=42&searchText=KESTREL', 'id', [7]],
    ['company', '/api/external/staffs?searchText=E001001', 'id', [1001]],
    ['company', '/api/external/staffs?isActive=false&searchText=E001005', 'id', [1005]],
    ['company', '/api/external/staffs?searchText=E001005', 'id', []],
    ['company', '/api/external/timesheets?approvalStatus=Rejected', 'customerApprovalStatus', ['Rejected']],
    ['company', '/api/external/timesheets?siteIds=31,%2040&limit=200', 'siteApiId', [31, 40]],
    ['company', '/api/external/timesheets?customerId=12', 'customerApiId', [12]],
    ['liveops', '/api/external/liveops?siteName=hospital', 'siteName', ['Bluegum Hospital']],
    ['liveops', '/api/external/liveops?customerId=7', 'customerName', ['Kestrel Retail Group']],
    ['liveops', '/api/external/liveops?status=CLOCKED%20IN', 'status', ['CLOCKED IN']],
  ])('%s: %s', async (alias, path, field, expected) => {
    const found = new Set(await column(alias, path, field))
    expect(found).toEqual(new Set(expected))
  })

  test('an employee is found by either of the two ids', async () => {
    const [one] = await column('company', '/api/external/timesheets', 'staffId')
    const byStaffId = await column(
      'company',
      `/api/external/timesheets?employeeId=${String(one)}`,
      'timesheetId',
    )
    const byEmployeeId = await column(
      'company',
      `/api/external/timesheets?employeeId=E00${String(one)}`,
      'timesheetId',
    )
    expect(byStaffId.length).toBeGreaterThan(0)
    expect(byEmployeeId).toEqual(byStaffId)
  })

  test('a licence is found by its number', async () => {
    const path = '/api/external/staffs/1001/licenses'
    const [number] = await column('company', path, 'licenseNumber')
    expect(await column('company', `${path}?licenseNumber=${String(number)}`, 'licenseNumber')).toEqual([
      number,
    ])
    expect(await column('company', `${path}?licenseNumber=none-such`, 'licenseNumber')).toEqual([])
  })

  test('a range of dates includes both of its days', async () => {
    const path = '/api/external/timesheets?limit=200&startDate=2026-01-06&endDate=2026-01-07'
    const starts = await column('company', path, 'scheduledStartTime')
    expect(new Set(starts.map((start) => String(start).slice(0, 10)))).toEqual(
      new Set(['2026-01-06', '2026-01-07']),
    )
  })

  test('live operations reach 17 hours to either side of now', async () => {
    const now = Date.parse('2026-03-02T09:00:00.000Z')
    const reach = 17 * 3_600_000
    const answer = await client.call('liveops', '/api/external/liveops?limit=200', subscription)
    for (const shift of listAt(answer.json, 'data')) {
      expect(Date.parse(String(at(shift, 'startTime')))).toBeLessThanOrEqual(now + reach)
      expect(Date.parse(String(at(shift, 'endTime')))).toBeGreaterThanOrEqual(now - reach)
    }
    expect(listAt(answer.json, 'data').length).toBeGreaterThan(15)
  })

  test.each([
    ['company', '/api/external/timesheets?startDate=yesterday', 'startDate'],
    ['company', '/api/external/timesheets?startDate=2026-02-02&endDate=2026-02-01', 'startDate'],
    ['company', '/api/external/timesheets?startDate=2020-01-01&endDate=2026-02-01', 'endDate'],
    ['company', '/api/external/timesheets?siteIds=31,x', 'siteIds'],
    ['company', '/api/external/timesheets?approvalStatus=approved', 'approvalStatus'],
    ['company', '/api/external/timesheets?customerId=99999999999', 'customerId'],
    ['company', '/api/external/timesheets/abc/rates', 'id'],
    ['company', '/api/external/staffs/0/licenses', 'id'],
    ['liveops', '/api/external/liveops?status=ASLEEP', 'status'],
    ['incidentreport', '/api/external/incidentreports/reportdata?incidentReportId=5.5', 'incidentReportId'],
  ])('%s: %s is answered 400 and names %s', async (alias, path, name) => {
    const answer = await client.call(alias, path, subscription)
    expect(answer.status).toBe(400)
    expect(messagesOf(answer)).toEqual([expect.stringMatching(new RegExp(`^${name} must `))])
  })
})

describe('webhook subscriptions', () => {
  async function subscribe(changes: Record<string, unknown>): Promise<Answer> {
    const subscriber = await client.call('webhook', '/api/webhook/subscribers', { method: 'POST' })
    const subscriberId = at(subscriber.json, 'data', 'id')
    const body = { subscriberId, event: 'submit', eventType: 'timesheet', uri: 'https://example.com/hook' }
    return client.call('webhook', '/api/webhook/subscriptions', postJson({ ...body, ...changes }))
  }

  test('are created with 201', async () => {
    const answer = await subscribe({})
    expect(answer).toMatchObject({
      status: 201,
      json: { status: { code: 0 }, data: { uri: 'https://example.com/hook', isActive: true } },
    })
  })

  test.each([
    [{ event: 'sign' }, 'event must be one of approve, reject, submit, but is "sign".'],
    [{ eventType: null }, 'eventType is required.'],
    [
      { uri: 'http://example.com/hook' },
      'uri must be an absolute https URI, but is "http://example.com/hook".',
    ],
    [{ subscriberId: '801' }, 'subscriberId must be a whole number from 1 to 2147483647, but is "801".'],
  ])('with %j are answered 400', async (changes, message) => {
    const answer = await subscribe(changes)
    expect(answer.status).toBe(400)
    expect(messagesOf(answer)).toEqual([message])
  })

  test('name every field of an empty body', async () => {
    const answer = await client.call('webhook', '/api/webhook/subscriptions', { method: 'POST' })
    expect(messagesOf(answer)).toEqual(
      ['subscriberId', 'event', 'eventType', 'uri'].map((name) => `${name} is required.`),
    )
  })

  test('of a subscriber that is not there are answered 404', async () => {
    expect((await subscribe({ subscriberId: 5 })).status).toBe(404)
  })
})
