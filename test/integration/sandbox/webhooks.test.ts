import { expect, onTestFinished, test } from 'vitest'
import { NAMED_SCHEMES } from '../../../app/webhooks/scheme.ts'
import { receiving } from '../webhooks/receiving.ts'
import { at, listAt, messagesOf, openClient, postJson, type Client } from './client.ts'

async function opened(options: Parameters<typeof openClient>[0] = {}): Promise<Client> {
  const client = await openClient({ rate: { limit: 10_000, lengthMs: 60_000 }, ...options })
  onTestFinished(() => client.sandbox.close())
  return client
}

/** Subscribes to an event, and gives back the secret of the subscriber. */
async function subscribe(client: Client, uri: string, event = 'approve', eventType = 'timesheet') {
  const { json } = await client.call('webhook', '/api/webhook/subscribers', { method: 'POST' })
  const body = { subscriberId: at(json, 'data', 'id'), event, eventType, uri }
  const answer = await client.call('webhook', '/api/webhook/subscriptions', postJson(body))
  return { secret: String(at(json, 'data', 'secretToken')), status: answer.status }
}

const write = (client: Client, path: string) => client.call('company', path, { method: 'POST' })

test.each(Object.entries(NAMED_SCHEMES))(
  'a write is delivered, signed by the scheme of %s',
  async (_, scheme) => {
    const client = await opened({ scheme })
    const secrets: { name: string; value: string }[] = []
    const { url, ended } = await receiving({ secrets: () => secrets })
    const { secret, status } = await subscribe(client, `${url}/hooks`)
    secrets.push({ name: 'SUBSCRIBER', value: secret })
    expect(status).toBe(201)
    const answer = await write(client, '/sandbox/timesheets/70001/approve')
    expect(answer).toMatchObject({ status: 200, json: { data: { event: 'timesheet.approve' } } })
    expect(listAt(answer.json, 'data', 'deliveries')).toMatchObject([{ subscription: 9001, isSent: true }])
    const [exchange] = await ended(1)
    expect(exchange?.delivery).toMatchObject({
      event: 'timesheet.approve',
      signature: 'valid',
      scheme,
      // What Postern signed itself says nothing of the API.
      certainty: 'assumed',
    })
    expect(JSON.parse(exchange?.request.body ?? '')).toMatchObject({
      data: { timesheetId: 70_001, customerApprovalStatus: 'Approved' },
    })
    expect(JSON.stringify(exchange)).not.toContain(secret)
  },
)

test('only those who subscribed to the event hear of it', async () => {
  const client = await opened()
  const { url, ended } = await receiving()
  await subscribe(client, url, 'reject', 'incidentreport')
  await write(client, '/sandbox/timesheets/70001/reject')
  const answer = await client.call('incidentreport', '/sandbox/incidentreports/5001/reject', {
    method: 'POST',
  })
  expect(listAt(answer.json, 'data', 'deliveries')).toHaveLength(1)
  expect((await ended(1)).map(({ delivery }) => delivery?.event)).toEqual(['incidentreport.reject'])
})

test('what was written is read', async () => {
  const client = await opened()
  await write(client, '/sandbox/timesheets/70001/reject')
  const { json } = await client.call('company', '/api/external/timesheets?approvalStatus=Rejected&limit=1')
  expect(listAt(json, 'data')).toMatchObject([{ timesheetId: 70_001, customerApprovalStatus: 'Rejected' }])
  const fresh = await opened()
  const untouched = await fresh.call('company', '/api/external/timesheets?limit=1')
  expect(listAt(untouched.json, 'data')).not.toMatchObject([{ customerApprovalStatus: 'Rejected' }])
})

test('nothing leaves this computer', async () => {
  const client = await opened()
  expect((await subscribe(client, 'https://example.com/hook')).status).toBe(201)
  const answer = await write(client, '/sandbox/timesheets/70001/approve')
  expect(listAt(answer.json, 'data', 'deliveries')).toMatchObject([{ isSent: false }])
})

test.each(['http://example.com/hook', 'http://127.0.0.1.example.com', 'ftp://127.0.0.1', '/hook', 7])(
  'a subscription to %j is refused',
  async (uri) => {
    const client = await opened()
    const subscriber = await client.call('webhook', '/api/webhook/subscribers', { method: 'POST' })
    const body = {
      subscriberId: at(subscriber.json, 'data', 'id'),
      event: 'approve',
      eventType: 'timesheet',
      uri,
    }
    const answer = await client.call('webhook', '/api/webhook/subscriptions', postJson(body))
    expect(answer.status).toBe(400)
    expect(messagesOf(answer).join()).toContain('must be an absolute https URI')
  },
)

test('a write needs a record that the key may see', async () => {
  const client = await opened()
  expect((await write(client, '/sandbox/timesheets/1/approve')).status).toBe(404)
  expect((await client.call(null, '/sandbox/timesheets/70001/approve', { method: 'POST' })).status).toBe(401)
  expect((await client.call('company', '/sandbox/timesheets/70040/approve', { method: 'POST' })).status).toBe(
    403,
  )
})

test('a receiver that is gone, or hangs, holds nothing up', async () => {
  const client = await opened()
  await subscribe(client, 'http://127.0.0.1:9/hook')
  const { url } = await receiving({ status: null })
  await subscribe(client, url)
  const answer = await write(client, '/sandbox/timesheets/70001/approve')
  expect(listAt(answer.json, 'data', 'deliveries')).toHaveLength(2)
})
