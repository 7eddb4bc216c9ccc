import { expect, it } from 'vitest'
import { ENDPOINTS } from '../../../app/catalog/endpoints.ts'
import type { Claims } from '../../../app/contract/token.ts'
import { rankKeys } from '../../../renderer/features/composer/fittingKeys.ts'

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
