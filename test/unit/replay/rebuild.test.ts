import { describe, expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { profileSchema } from '../../../app/contract/profile.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import { planRequest } from '../../../app/sending/plan.ts'
import { rebuild } from '../../../app/replay/rebuild.ts'
import { answered, asking, sandbox, uk } from './samples.ts'

const old = answered(403)

describe('an exchange to be sent again', () => {
  it('goes to another address of this computer again, which is not the sandbox’s', () => {
    const there = asking({ ...old, key: null }, { url: 'http://localhost:5000/api/external/sites' })
    expect(rebuild(there, { profile: sandbox, key: 'site-7' })).toMatchObject({
      options: null,
      note: expect.stringContaining('http://localhost:5000'),
    })
  })

  it('goes to the sandbox wherever it listens now, and remembers what it was made from', () => {
    const { options, missing, note } = rebuild(old, { profile: sandbox, key: 'site-7' })
    expect(options).toEqual({
      profile: sandbox,
      key: 'site-7',
      method: 'GET',
      target: '/api/external/sites?customerId=1099',
      headers: [['accept', 'application/json']],
      body: null,
      markedIdempotent: true,
      source: 'replay',
      replayOf: old.id,
    })
    expect({ missing, note }).toEqual({ missing: [], note: null })
  })

  it('goes without what belonged to the connection of the program that sent it first', () => {
    const headers: [string, string][] = ['Host', 'connection', 'Content-Length', 'Expect'].map((name) => [
      name,
      'x',
    ])
    const captured = asking(old, { headers: [...headers, ['accept', 'application/json']] })
    expect(rebuild(captured, { profile: sandbox, key: 'site-7' }).options?.headers).toEqual([
      ['accept', 'application/json'],
    ])
  })

  it('goes to another profile only when that is asked for', () => {
    const there = asking(old, { headers: [], url: 'https://au.example/base/api/x?a=1#f' })
    expect(rebuild(there, { profile: uk, key: 'k' })).toMatchObject({
      options: { target: 'https://au.example/base/api/x?a=1#f' },
      note: expect.stringContaining('without its key'),
    })
    expect(rebuild(there, { profile: uk, key: 'k', toProfile: true })).toMatchObject({
      options: { target: '/base/api/x?a=1' },
      note: 'It goes to https://uk.example now. Before, it went to https://au.example.',
    })
    const withPath = { ...uk, baseUrl: 'https://uk.example/base' }
    expect(rebuild(there, { profile: withPath, key: 'k', toProfile: true }).options?.target).toBe(
      '/api/x?a=1',
    )
  })

  it.each([
    'https://api.example.com',
    'https://api.example.com:443',
    'http://api.example.com:80/base',
    'HTTPS://API.Example.com:8443/Base',
    'https://müller.example',
    'http://[::1]:80',
    'http://2130706433:4000',
  ])('goes to its profile again, however the address is spelt: %s', (baseUrl) => {
    const profile = profileSchema.parse(profileFor('own', 'Own', baseUrl))
    const intent = {
      profile,
      key: 'k',
      method: 'GET',
      target: '/api/x?a=1',
      headers: [],
      body: null,
      markedIdempotent: false,
    }
    const { request } = planRequest(intent, builtInCatalog, 'Postern/1')
    expect(rebuild({ ...old, request }, { profile, key: 'k' })).toMatchObject({
      missing: [],
      options: { target: request.url },
    })
  })

  it('never takes a key to a host that only begins like the profile’s', () => {
    const there = asking(old, { url: 'https://uk.example.evil/api/x' })
    expect(rebuild(there, { profile: uk, key: 'k' })).toMatchObject({
      options: null,
      missing: [{ where: 'header Authorization' }],
    })
  })

  it('lets the sender put its credentials back, and says when there are none', () => {
    expect(rebuild(old, { profile: sandbox, key: null }).missing).toEqual([
      { where: 'header Authorization', remedy: 'Select a key for it.' },
    ])
    expect(rebuild(old, { profile: sandbox, key: null, token: 't' })).toMatchObject({
      options: { token: 't', key: null },
      missing: [],
    })
  })

  it('does not send without the headers that were blanked, and says which', () => {
    const headers: [string, string][] = [
      ['External-GH-APIM-Sub-Key', '[redacted]'],
      ['X-Mixed', 'a [redacted]'],
      ['accept', 'application/json'],
    ]
    expect(rebuild(asking(old, { headers }), { profile: sandbox, key: 'k' })).toMatchObject({
      options: null,
      missing: [{ where: 'header External-GH-APIM-Sub-Key' }, { where: 'header X-Mixed' }],
    })
  })

  it.each([
    ['URL', { url: 'http://127.0.0.1:1/x?token=%5Bredacted%5D' }],
    ['body', { method: 'POST', body: '{"apiKey":"[redacted]"}' }],
  ])('does not send a blanked %s', (where, changes) => {
    expect(rebuild(asking(old, changes), { profile: sandbox, key: 'k' })).toMatchObject({
      options: null,
      missing: [{ where }],
    })
  })
})
