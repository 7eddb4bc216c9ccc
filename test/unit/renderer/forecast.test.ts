import { describe, expect, it } from 'vitest'
import { ENDPOINTS } from '../../../app/catalog/endpoints.ts'
import type { Claims } from '../../../app/contract/token.ts'
import { forecast, forecastHeader, type Forecast } from '../../../renderer/features/composer/forecast.ts'

const CATALOG = { endpoints: ENDPOINTS, serviceCodes: {}, httpStatuses: {} }

const CLAIMS: Claims = {
  keyType: 'public',
  companyIds: ['42'],
  customerIds: ['7', '12'],
  siteIds: null,
  issuedAt: null,
  expiresAt: null,
}

function forecastFor(target: string, claims: Claims | null = CLAIMS, method = 'GET'): string | null {
  return forecastOf(target, claims, method)?.sentence ?? null
}

function forecastOf(target: string, claims: Claims | null = CLAIMS, method = 'GET'): Forecast | null {
  return forecast({ method, target, body: '' }, claims, 'site-7', CATALOG)
}

describe('forecast', () => {
  it('names the id that the key may not see, and those that it may', () => {
    expect(forecastFor('/api/external/sites?customerId=1099')).toBe(
      'The key site-7 may not see customer 1099, only 7 and 12. Expect a 403.',
    )
  })

  it.each([
    ['/api/external/sites?customerId=1099', ['1099']],
    ['/api/external/timesheets?x=1099&customerId=7,1099,%201100&limit=2', ['1099', '%201100']],
    ['/api/external/timesheets?customerId=7%2C1099%2C12#1099', ['1099']],
    ['/api/external/customers/1099/sites?limit=1099', ['1099']],
    ['https://host.example/api/external/sites?customerId=01099', ['01099']],
    ['/api/external/liveops?x=1', []],
  ])('says where %s names what the key may not see', (target, expected) => {
    const spans = forecastOf(target)?.spans ?? []
    expect(spans.map(({ start, end }) => target.slice(start, end))).toEqual(expected)
  })

  it('says which kind of key an endpoint asks for', () => {
    expect(forecastFor('/api/external/liveops')).toContain(
      'is for public, but this endpoint asks for liveops',
    )
  })

  it.each([
    ['/api/external/sites?customerId=7'],
    ['/api/external/sites'],
    ['/api/external/sites?siteId=99'],
    ['/api/external/sites?customerId=abc'],
    ['/api/external/sites?customerId=1099,abc'],
    ['/nothing/known?x=1'],
    [''],
  ])('keeps quiet about %j', (target) => {
    expect(forecastFor(target)).toBeNull()
  })

  it('keeps quiet while the claims are not known', () => {
    expect(forecastFor('/api/external/sites?customerId=1099', null)).toBeNull()
  })

  it('says of when the claims are that are remembered', () => {
    const request = { method: 'GET', target: '/api/external/liveops', body: '' }
    expect(forecast(request, CLAIMS, 'site-7', CATALOG, 'yesterday, 10:14')?.sentence).toBe(
      'The key site-7 is for public as of yesterday, 10:14, but this endpoint asks for liveops. Expect a 403.',
    )
  })
})

describe('the forecast of a gateway', () => {
  const live = { method: 'GET', target: '/api/external/liveops?limit=2', body: '' }
  const HEADER = 'external-gh-apim-sub-key'

  it.each([
    [[], HEADER],
    [[{ name: HEADER, value: '' }], HEADER],
    [[{ name: HEADER, value: 'a', isOff: true }], HEADER],
    [[{ name: ' External-GH-APIM-Sub-Key', value: 'a' }], null],
  ])('is a 401 while its header is not sent: %j', (headers, expected) => {
    const found = forecastHeader(live, headers, CATALOG)
    expect(found?.missingHeader ?? null).toBe(expected)
    expect(found?.sentence ?? '401').toContain('401')
  })

  it('is none for other endpoints, and for other hosts', () => {
    expect(forecastHeader({ ...live, target: '/api/external/sites' }, [], CATALOG)).toBeNull()
    expect(
      forecastHeader({ ...live, target: 'https://x.example/api/external/liveops' }, [], CATALOG),
    ).toBeNull()
  })
})
