import { describe, expect, it } from 'vitest'
import { ENDPOINTS } from '../../../app/catalog/endpoints.ts'
import { suggestEndpoints } from '../../../renderer/features/history/completion.ts'
import { ownHeaders } from '../../../renderer/features/exchange/ownHeaders.ts'
import { halvesOf, placeOf, shortTarget, targetOf } from '../../../renderer/features/composer/target.ts'

const sandbox = { id: 'sandbox', baseUrl: 'http://127.0.0.1:4000' }
const australia = { id: 'guardhouse-au', baseUrl: 'https://gateway-api.guardhousehq.com' }

describe('targetOf', () => {
  it.each([
    ['http://127.0.0.1:4000/api/external/sites?a=1', sandbox, '/api/external/sites?a=1'],
    ['http://127.0.0.1:9999/api/external/sites', sandbox, 'http://127.0.0.1:9999/api/external/sites'],
    ['http://localhost:4000/api/external/sites', sandbox, 'http://localhost:4000/api/external/sites'],
    ['https://gateway-api.guardhousehq.com/api/x', australia, '/api/x'],
    ['http://127.0.0.1:9999/api/x', australia, 'http://127.0.0.1:9999/api/x'],
    [
      'https://gateway-api.guardhousehq.com.evil.example/api/x',
      australia,
      'https://gateway-api.guardhousehq.com.evil.example/api/x',
    ],
    ['http://gateway-api.guardhousehq.com/api/x', australia, 'http://gateway-api.guardhousehq.com/api/x'],
    ['https://elsewhere.example/api/x', sandbox, 'https://elsewhere.example/api/x'],
    ['/api/x', australia, '/api/x'],
    ['https://own.example/v1/api/x', { id: 'own', baseUrl: 'https://own.example/v1' }, '/api/x'],
    [
      'https://own.example/api/x',
      { id: 'own', baseUrl: 'https://own.example/v1' },
      'https://own.example/api/x',
    ],
    ['https://elsewhere.example/api/x', null, 'https://elsewhere.example/api/x'],
  ])('%s', (url, profile, expected) => {
    expect(targetOf(url, profile)).toBe(expected)
  })
})

describe('shortTarget', () => {
  it.each([
    ['http://127.0.0.1:1/api/external/sites?customerId=1099', sandbox, '/sites?customerId=1099'],
    ['http://127.0.0.1:1/api/webhook/subscriptions', sandbox, '/webhook/subscriptions'],
    ['http://127.0.0.1:1/apical/x', sandbox, '/apical/x'],
    ['http://127.0.0.1:1/', sandbox, '/'],
    ['https://elsewhere.example/api/external/x', sandbox, 'elsewhere.example/api/external/x'],
    ['http://127.0.0.1:1/api/x', null, '127.0.0.1:1/api/x'],
    ['no url', sandbox, 'no url'],
  ])('%s', (url, profile, expected) => {
    expect(shortTarget(url, profile, 'site-7')).toBe(expected)
  })
})

it('names the host of a loopback address that no key of the sandbox went to', () => {
  expect(shortTarget('http://localhost:5000/api/external/sites', sandbox)).toBe(
    'localhost:5000/api/external/sites',
  )
})

describe('placeOf', () => {
  const profiles = [
    { id: 'sandbox', name: 'Sandbox', baseUrl: 'http://127.0.0.1:4000' },
    { id: 'uk', name: 'Guardhouse UK', baseUrl: 'https://uk.example/v1' },
  ]
  it.each([
    ['its own profile', 'sandbox', 'http://127.0.0.1:1/api/external/sites', 'Sandbox', '/sites'],
    [
      'the profile whose host a file names',
      'none',
      'https://uk.example/v1/api/external/sites?a=1',
      'Guardhouse UK',
      '/sites?a=1',
    ],
    [
      'the host of no profile',
      'none',
      'https://elsewhere.example/api/external/sites',
      'elsewhere.example',
      '/sites',
    ],
    [
      'another host than that of its profile',
      'uk',
      'https://elsewhere.example/api/x',
      'elsewhere.example',
      '/x',
    ],
    ['a profile that is gone', 'old', 'https://elsewhere.example:8443/x', 'elsewhere.example:8443', '/x'],
    ['no URL', 'none', 'no url', '', 'no url'],
  ])('tells %s apart from the path', (_what, profile, url, place, path) => {
    expect(placeOf({ profile, url, key: 'site-7' }, profiles)).toEqual({ place, path })
  })
})

describe('the middle of a long path', () => {
  it.each([
    ['/sites?customerId=1099', '/sites?customerId', '=1099'],
    [
      '/incidentreports/reportdata?incidentReportId=5013',
      '/incidentreports/reportdata?incidentReportId',
      '=5013',
    ],
    [
      '/staffs/00000000-0000-4000-8000-000000008101/licenses',
      '/staffs/00000000-0000-4000-8000-000000008',
      '101/licenses',
    ],
    ['/staffs/00000000-0000-4000-8000-000000008101', '/staffs/00000000-0000-4000-8000-', '000000008101'],
    ['/sites', '/sites', ''],
    ['/timesheets?limit=100&siteIds=31', '/timesheets?limit=100&siteIds', '=31'],
    ['/webhook/subscriptions', '/webhook/s', 'ubscriptions'],
  ])('%s is what may go first', (path, head, tail) => {
    expect(halvesOf(path)).toEqual([head, tail])
  })
})

describe('suggestEndpoints', () => {
  const paths = (typed: string) => suggestEndpoints(ENDPOINTS, typed).map((endpoint) => endpoint.path)

  it('finds by path, by title and by method, in any order of the words', () => {
    expect(paths('licen')).toContain('/api/external/staffs/{id}/licenses')
    expect(paths('post webhook')).toContain('/api/webhook/subscribers')
    expect(paths('webhook POST')).toContain('/api/webhook/subscribers')
  })

  it('offers the whole list to begin with', () => {
    expect(paths('').length).toBeGreaterThan(8)
  })

  it('keeps quiet once a query or a whole URL is typed, and when nothing fits', () => {
    expect(paths('/api/external/sites?')).toEqual([])
    expect(paths('https://')).toEqual([])
    expect(paths('no such endpoint')).toEqual([])
  })
})

describe('the headers of a kept request', () => {
  it('are those that are not added by themselves', () => {
    expect(
      ownHeaders([
        ['Accept', 'application/json'],
        ['User-Agent', 'Postern/0.1.0'],
        ['x-note', 'a'],
      ]),
    ).toEqual([['x-note', 'a']])
  })

  it('keep what the user chose in place of the usual', () => {
    expect(ownHeaders([['Accept', 'text/csv']])).toEqual([['Accept', 'text/csv']])
  })
})

it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'a header named %s is its own',
  (name) => {
    expect(ownHeaders([[name, 'x']])).toEqual([[name, 'x']])
  },
)
