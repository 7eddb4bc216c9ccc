import { describe, expect, test } from 'vitest'
import { claimsSchema } from '../../../app/contract/token.ts'
import { claimsFrom, readClaims } from '../../../app/diagnosis/claims.ts'

function jwt(payload: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part(payload)}.x`
}

const NOTHING = {
  keyType: null,
  companyIds: null,
  customerIds: null,
  siteIds: null,
  issuedAt: null,
  expiresAt: null,
}

test('a token as the API describes it', () => {
  const claims = readClaims(
    jwt({
      KeyType: 'liveops',
      CompanyId: 42,
      CustomerId: '7,12',
      SiteId: [31, 32],
      iat: 1_772_441_000,
      exp: 1_772_441_900,
    }),
  )
  expect(claims).toEqual({
    keyType: 'liveops',
    companyIds: ['42'],
    customerIds: ['7', '12'],
    siteIds: ['31', '32'],
    issuedAt: 1_772_441_000_000,
    expiresAt: 1_772_441_900_000,
  })
})

describe('ids in every form', () => {
  test.each([
    [7, ['7']],
    [0, ['0']],
    ['7', ['7']],
    ['7, 12;13', ['7', '12', '13']],
    [
      [7, '12', '13,14'],
      ['7', '12', '13', '14'],
    ],
    ['["7","12"]', ['7', '12']],
    [[7, 7, '7'], ['7']],
    ['', []],
    [[], []],
    ['*', null],
    [null, null],
    [{ id: 7 }, null],
    [true, null],
  ])('%j', (CustomerId, customerIds) => {
    expect(claimsFrom({ CustomerId })).toEqual({ ...NOTHING, customerIds })
  })
})

test.each([
  'CustomerId',
  'customerid',
  'customer_id',
  'CUSTOMERID',
  'customerIds',
  'http://schemas.example.com/claims/CustomerId',
  'urn:gh:customerId',
])('the claim may be called %s', (name) => {
  expect(claimsFrom({ [name]: 7 }).customerIds).toEqual(['7'])
})

test.each([
  [1_772_441_900, 1_772_441_900_000],
  [1_772_441_900.5, 1_772_441_900_500],
  ['1772441900', 1_772_441_900_000],
  [1_772_441_900_000, 1_772_441_900_000],
  ['2026-03-02T09:00:00Z', Date.parse('2026-03-02T09:00:00Z')],
  ['2026-03-02T09:00:00', Date.parse('2026-03-02T09:00:00Z')],
  ['2026-03-02 09:00:00.5', Date.parse('2026-03-02T09:00:00.500Z')],
  ['2026-03-02T20:00:00+11:00', Date.parse('2026-03-02T09:00:00Z')],
  ['Mon, 02 Mar 2026 09:00:00 GMT', Date.parse('2026-03-02T09:00:00Z')],
  ['soon', null],
  [1e300, null],
  [{}, null],
])('an end of life written as %j', (exp, expiresAt) => {
  expect(claimsFrom({ exp }).expiresAt).toBe(expiresAt)
})

test('the scheme before the token is passed over', () => {
  expect(readClaims(`Bearer ${jwt({ SiteId: 1 })}`)?.siteIds).toEqual(['1'])
})

test('text outside ASCII survives base64url', () => {
  expect(readClaims(jwt({ KeyType: 'dépôt-警備' }))?.keyType).toBe('dépôt-警備')
})

test.each([
  '',
  'x',
  'a.b',
  'a.b.c',
  'a.b.c.d',
  'e30.W10.x',
  'e30.bm8.x',
  `${'='.repeat(60_000)}x.e30.x`,
  'sandbox-site-7',
])('%j is no JWT', (text) => {
  expect(readClaims(text)).toBeNull()
})

test('from when on a token is valid, for whom, and by whom', () => {
  expect(claimsFrom({ nbf: 1_772_441_000, aud: 'https://a.example', iss: 'https://b.example' })).toEqual({
    ...NOTHING,
    notBefore: 1_772_441_000_000,
    audience: ['https://a.example'],
    issuer: 'https://b.example',
  })
  expect(claimsFrom({ aud: ['a', 'b', 7], iss: 7, nbf: 'soon' })).toEqual({
    ...NOTHING,
    audience: ['a', 'b'],
  })
  expect(claimsSchema.parse(claimsFrom({ KeyType: 'public' }))).toEqual({ ...NOTHING, keyType: 'public' })
})
