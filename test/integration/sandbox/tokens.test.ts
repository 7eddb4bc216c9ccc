import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readClaims } from '../../../app/diagnosis/claims.ts'
import { SANDBOX_KEYS } from '../../../app/sandbox/sandbox.ts'
import { createFakeClock } from '../../fixtures/fakeClock.ts'
import { messagesOf, openClient, postJson, textAt, type Client } from './client.ts'

const PATH = '/api/token/request'
let client: Client
beforeAll(async () => {
  client = await openClient({ clock: createFakeClock() })
})
afterAll(() => client.sandbox.close())

describe('the token exchange', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  test.each<[string, RequestInit]>([
    ['JSON', postJson({ apiKey: 'sandbox-site-7' })],
    ['a form', { method: 'POST', headers: form, body: 'apiKey=sandbox-site-7' }],
    ['the header x-api-key', { method: 'POST', headers: { 'x-api-key': 'sandbox-site-7' } }],
    ['a bearer', { method: 'POST', headers: { authorization: 'Bearer sandbox-site-7' } }],
  ])('takes the key as %s', async (_, init) => {
    const answer = await client.send(PATH, init)
    expect(answer).toMatchObject({
      status: 200,
      json: {
        status: { code: 0 },
        data: { tokenType: 'Bearer', expiresAt: '2026-03-02T09:15:00.000Z' },
        errors: [],
      },
    })
    const token = textAt(answer.json, 'data', 'token')
    const sites = await client.send('/api/external/sites', { headers: { authorization: `Bearer ${token}` } })
    expect(sites.status).toBe(200)
  })

  test.each(['sandbox-revoked', 'sandbox-nobody'])('refuses %s with 401', async (apiKey) => {
    const answer = await client.send(PATH, postJson({ apiKey }))
    expect(answer).toMatchObject({ status: 401, json: { status: { code: 401 }, data: null } })
    expect(messagesOf(answer)).toEqual(['The API key is unknown or has been revoked.'])
  })

  test.each<[string, RequestInit, string]>([
    ['no body', { method: 'POST' }, 'apiKey is required.'],
    ['an empty key', postJson({ apiKey: '' }), 'apiKey is required.'],
    ['a key that is no text', postJson({ apiKey: 7 }), 'apiKey is required.'],
    ['a list', postJson(['sandbox-site-7']), 'The request body must be a JSON object.'],
    ['broken JSON', { method: 'POST', body: '{"apiKey":' }, 'The request body must be a JSON object.'],
  ])('answers 400 to %s', async (_, init, message) => {
    const answer = await client.send(PATH, init)
    expect(answer.status).toBe(400)
    expect(messagesOf(answer)).toEqual([message])
  })

  test('gives another token each time, even within the same second', async () => {
    expect(await client.token('site-7')).not.toBe(await client.token('site-7'))
  })

  test('does not count towards the rate limit', async () => {
    await using narrow = await openClient({ rate: { limit: 1, lengthMs: 60_000 } })
    await narrow.token('site-7')
    await narrow.token('site-7')
    expect((await narrow.call('site-7', '/api/external/sites')).status).toBe(200)
  })
})

describe('claims', () => {
  test.each([
    ['site-7', 'public', ['42'], ['7', '12'], ['31', '32', '40']],
    ['one-site', 'public', ['42'], ['7'], ['31']],
    ['company', 'public', ['42'], null, null],
    ['liveops', 'liveops', ['42'], ['7', '12'], null],
    ['incidentreport', 'incidentreport', ['42'], null, null],
    ['webhook', 'webhook', ['42'], null, null],
    ['timesheet', 'timesheet', ['42'], ['7', '12'], null],
  ])(
    'of %s are read from its token by the diagnosis',
    async (alias, keyType, companyIds, customerIds, siteIds) => {
      const claims = readClaims(await client.token(alias))
      const issuedAt = Date.parse('2026-03-02T09:00:00.000Z')
      const expiresAt = issuedAt + 15 * 60_000
      expect(claims).toEqual({ keyType, companyIds, customerIds, siteIds, issuedAt, expiresAt })
    },
  )

  test('are written in more than one form, as by real APIs', () => {
    const forms = SANDBOX_KEYS.map(({ claims }) =>
      Array.isArray(claims.CompanyId) ? 'list' : typeof claims.CompanyId,
    )
    expect(new Set(forms)).toEqual(new Set(['number', 'list', 'string']))
  })
})
