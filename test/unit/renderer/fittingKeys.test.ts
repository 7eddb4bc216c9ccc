import { expect, it } from 'vitest'
import { ENDPOINTS } from '../../../app/catalog/endpoints.ts'
import type { Claims } from '../../../app/contract/token.ts'
import {
  keysLike,
  rankKeys,
  refusedNote,
  wasRefused,
} from '../../../renderer/features/composer/fittingKeys.ts'

const CATALOG = { endpoints: ENDPOINTS, serviceCodes: {}, httpStatuses: {} }

function claimsOf(keyType: string | null, change: Partial<Claims> = {}): Claims {
  return {
    keyType,
    companyIds: ['42'],
    customerIds: null,
    siteIds: null,
    issuedAt: null,
    expiresAt: null,
    ...change,
  }
}

const KEYS = [
  { alias: 'incidents', claims: claimsOf('incidentreport') },
  { alias: 'never-used', claims: null },
  { alias: 'site-7', claims: claimsOf('public', { customerIds: ['7', '12'] }) },
  { alias: 'company', claims: claimsOf('public') },
  { alias: 'customer', claims: claimsOf('public', { customerIds: ['1099', '7'] }) },
  { alias: 'live', claims: claimsOf('liveops') },
]

const ranked = (target: string, inUse: Claims | null) =>
  rankKeys({ method: 'GET', target, body: '' }, KEYS, inUse, CATALOG).map(
    ({ alias, fit }) => `${alias} ${fit}`,
  )

it('of the keys that fit, the one that may see least comes first, and none for another kind of data', () => {
  expect(ranked('/api/external/sites?customerId=1099', claimsOf('public', { customerIds: ['7'] }))).toEqual([
    'customer fits',
    'company fits',
    'never-used unknown',
    'incidents other',
    'live other',
    'site-7 refused',
  ])
})

it('an endpoint that asks for a kind of key gets one of that kind', () => {
  expect(ranked('/api/external/liveops', claimsOf('public')).slice(0, 2)).toEqual([
    'live fits',
    'never-used unknown',
  ])
})

it('one of the same kind comes before one that may see less', () => {
  const keys = [
    { alias: 'narrow', claims: claimsOf('partner', { siteIds: ['1'] }) },
    { alias: 'same', claims: claimsOf('public') },
  ]
  const request = { method: 'GET', target: '/api/external/sites', body: '' }
  expect(rankKeys(request, keys, claimsOf('public'), CATALOG).map(({ alias }) => alias)).toEqual([
    'same',
    'narrow',
  ])
})

it('a key is like a token whose claims allow the same ids, in whatever order', () => {
  expect(keysLike(claimsOf('Public', { customerIds: ['12', '7'] }), KEYS)).toEqual(['site-7'])
  expect(keysLike(claimsOf('public', { customerIds: ['7'] }), KEYS)).toEqual([])
  expect(keysLike(claimsOf('public', { customerIds: [] }), KEYS)).toEqual(['company'])
})

const PROFILE = { id: 'au', baseUrl: 'https://api.example' }
const sent = (status: number | null, path = '/api/external/sites', key = 'company') => ({
  profile: 'au',
  key,
  method: 'GET',
  url: `https://api.example${path}`,
  status,
  outcome: status === null ? null : status < 400 ? ('success' as const) : ('http-failure' as const),
})
const sites = { method: 'GET', target: '/api/external/sites' }

it.each([
  ['a 403 to this request', [sent(403)], true],
  ['a 401 to this request', [sent(401)], true],
  ['a 401 to any request', [sent(401, '/api/external/customers'), sent(200)], true],
  ['a 403 to another request', [sent(403, '/api/external/sites?customerId=1'), sent(200)], false],
  ['a success after the 403', [sent(200), sent(403)], false],
  ['a success after the 401', [sent(200, '/api/external/customers'), sent(401, '/api/other')], false],
  ['one in progress after the 403', [sent(null), sent(403)], true],
  ['a 403 to another key', [sent(403, '/api/external/sites', 'customer')], false],
  ['nothing', [], false],
])('%s decides whether the API refused the key last', (_, history, expected) => {
  expect(wasRefused(sites, PROFILE, 'company', history)).toBe(expected)
  // A recorded request is asked for by its whole URL.
  const whole = { ...sites, target: `https://api.example${sites.target}` }
  expect(wasRefused(whole, PROFILE, 'company', history)).toBe(expected)
})

it('a key that was refused last is not proposed again, and that is said', () => {
  const keys = KEYS.map((key) => ({ ...key, wasRefused: key.alias === 'company' }))
  const request = { ...sites, target: '/api/external/sites?customerId=7', body: '' }
  const all = rankKeys(request, keys, null, CATALOG)
  expect(all.at(-1)).toMatchObject({ alias: 'company', fit: 'failed' })
  expect(refusedNote(all)).toBeNull()
  const alone = rankKeys(
    request,
    keys.filter(({ alias }) => alias === 'company'),
    null,
    CATALOG,
  )
  expect(refusedNote(alone)).toBe('The API refused the key company last time.')
})
