import { describe, expect, it } from 'vitest'
import { ENDPOINTS } from '../../../app/catalog/endpoints.ts'
import { claimsText } from '../../../renderer/features/keys/claimsText.ts'
import { suggestHeaders } from '../../../renderer/features/composer/headerNames.ts'

const liveops = ENDPOINTS.find(({ path }) => path === '/api/external/liveops')
const namesFor = (typed: string, isSandbox = false) =>
  suggestHeaders(typed, liveops, isSandbox).map(({ name }) => name)

describe('suggestHeaders', () => {
  it('begins with what the endpoint asks for, and has the faults only for the sandbox', () => {
    expect(namesFor('')[0]).toBe('external-gh-apim-sub-key')
    expect(namesFor('fault')).toEqual([])
    expect(namesFor('fault', true)).toEqual(['x-sandbox-fault'])
  })

  it('finds a part of a name in any case, and keeps quiet once it is written', () => {
    expect(namesFor('MODIFIED')).toEqual(['If-Modified-Since'])
    expect(namesFor('if-modified-since')).toEqual([])
    expect(namesFor('nothing like it')).toEqual([])
  })
})

describe('claimsText', () => {
  const claims = { keyType: 'public', companyIds: ['42'], issuedAt: null, expiresAt: null }

  it('says what a key may see, the first ids of many', () => {
    expect(claimsText({ ...claims, customerIds: ['7', '12'], siteIds: null })).toBe(
      'public · company 42 · customers 7, 12',
    )
    expect(
      claimsText({ ...claims, keyType: null, companyIds: ['1', '2'], customerIds: ['7'], siteIds: ['55'] }),
    ).toBe('companies 1, 2 · customer 7 · site 55')
    expect(claimsText({ ...claims, customerIds: null, siteIds: ['1', '2', '3', '4'] })).toBe(
      'public · company 42 · sites 1, 2, 3, …',
    )
    expect(claimsText({ ...claims, keyType: null, companyIds: null, customerIds: null, siteIds: [] })).toBe(
      '',
    )
  })
})
