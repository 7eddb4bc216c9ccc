import { expect, test } from 'vitest'
import { createFakeClock } from '../../fixtures/fakeClock.ts'
import { messagesOf, openClient } from './client.ts'

const SITES = '/api/external/sites'
const startOfMinute = Date.parse('2026-03-02T09:00:00.000Z')

test('60 requests fit into a minute, the next gets 429 until the minute of the server is over', async () => {
  const clock = createFakeClock(startOfMinute + 42_500)
  await using client = await openClient({ clock })
  const headers = { authorization: `Bearer ${await client.token('site-7')}` }
  const statuses = []
  for (let count = 0; count < 60; count += 1) statuses.push((await client.send(SITES, { headers })).status)
  expect(new Set(statuses)).toEqual(new Set([200]))

  const refused = await client.send(SITES, { headers })
  expect(refused).toMatchObject({ status: 429, json: { status: { code: 100 }, data: null } })
  expect(messagesOf(refused)).toEqual(['Rate limit exceeded: 60 requests per minute.'])
  expect(refused.headers.get('retry-after')).toBe('18')
  expect(refused.headers.get('date')).toBe('Mon, 02 Mar 2026 09:00:42 GMT')

  await clock.advance(17_499)
  expect((await client.send(SITES, { headers })).status).toBe(429)
  await clock.advance(1)
  expect((await client.send(SITES, { headers })).status).toBe(200)
})

test('each key has a window of its own, shared by all of its tokens', async () => {
  await using client = await openClient({ clock: createFakeClock(), rate: { limit: 2, lengthMs: 10_000 } })
  expect((await client.call('site-7', SITES)).status).toBe(200)
  expect((await client.call('site-7', SITES)).status).toBe(200)
  expect((await client.call('site-7', SITES)).status).toBe(429)
  expect((await client.call('company', SITES)).status).toBe(200)
})

test('a refused scope counts, and webhooks do not', async () => {
  await using client = await openClient({ clock: createFakeClock(), rate: { limit: 1, lengthMs: 10_000 } })
  expect((await client.call('site-7', `${SITES}?customerId=1099`)).status).toBe(403)
  const refused = await client.call('site-7', SITES)
  expect(messagesOf(refused)).toEqual(['Rate limit exceeded: 1 requests per 10 seconds.'])
  for (let count = 0; count < 3; count += 1) {
    expect((await client.call('webhook', '/api/webhook/subscribers', { method: 'POST' })).status).toBe(201)
  }
})
