import { describe, expect, test } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import type { Claims } from '../../../app/contract/token.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import { forecastScope } from '../../../app/diagnosis/scope.ts'
import { failed, makeEvidence, makeRequest, makeResponse, SITE_7 } from './support.ts'

interface Given {
  body?: string
  claims?: Claims | null
  code?: number
}

function refuse(line: string, message: string, { body, claims = SITE_7, code = 403 }: Given = {}) {
  const request = makeRequest(line, { body: body ?? null })
  return diagnose(makeEvidence(line, makeResponse(403, failed(code, message)), { request, claims })).diagnosis
}

describe('the claim that refuses, and the id that is meant', () => {
  test.each([
    [
      'query',
      'GET /api/external/sites?customerId=1099',
      'No.',
      undefined,
      'CustomerId',
      '1099',
      'query customerId',
    ],
    [
      'query in another spelling',
      'GET /api/external/x?Customer_ID=1099',
      'No.',
      undefined,
      'CustomerId',
      '1099',
      'query Customer_ID',
    ],
    [
      'a list in the query',
      'GET /api/external/timesheets?siteIds=31,32,77',
      'No.',
      undefined,
      'SiteId',
      '77',
      'query siteIds',
    ],
    [
      'a list that is encoded',
      'GET /api/external/timesheets?siteIds=31%2C77',
      'No.',
      undefined,
      'SiteId',
      '77',
      'query siteIds',
    ],
    ['path', 'GET /api/external/customers/1099/sites', 'No.', undefined, 'CustomerId', '1099', 'path {id}'],
    [
      'body',
      'POST /api/external/x',
      'No.',
      '{"filter":{"siteId":[31,99]}}',
      'SiteId',
      '99',
      'body $.filter.siteId',
    ],
    [
      'message, found in the query',
      'GET /api/external/sites?customerId=1099',
      'Customer 1099 is outside.',
      undefined,
      'CustomerId',
      '1099',
      'query customerId',
    ],
    [
      'message alone',
      'GET /api/external/staffs/5/licenses',
      'SiteId 77 is not allowed',
      undefined,
      'SiteId',
      '77',
      'message',
    ],
    [
      'a company',
      'GET /api/external/sites?companyId=43',
      'No.',
      undefined,
      'CompanyId',
      '43',
      'query companyId',
    ],
    ['key type', 'GET /api/webhook/subscribers', 'No.', undefined, 'KeyType', 'webhook', null],
    [
      'key type of a path behind a wildcard',
      'GET /api/external/incidentreports/other',
      'No.',
      undefined,
      'KeyType',
      'incidentreport',
      null,
    ],
  ])('%s', (_, line, message, body, refusedBy, refusedValue, namedIn) => {
    expect(refuse(line, message, body === undefined ? {} : { body }).scope).toMatchObject({
      refusedBy,
      refusedValue,
      namedIn,
    })
  })

  test.each<[string, string, Claims | null, string | null, string | null]>([
    [
      'what the claims refuse',
      'GET /api/external/sites',
      { ...SITE_7, companyIds: ['12'] },
      'CustomerId',
      '1099',
    ],
    ['what the request asks for', 'GET /api/external/sites?customerId=1099', null, 'CustomerId', '1099'],
    ['nothing where nothing tells', 'GET /api/external/sites', null, null, null],
  ])('of several ids in a message: %s', (_, line, claims, refusedBy, refusedValue) => {
    const { scope } = refuse(line, 'API key of company 12 may not access customer 1099.', { claims })
    expect(scope).toMatchObject({ refusedBy, refusedValue })
  })

  test('a key type that the answer blames goes before any id that it names', () => {
    const { scope } = refuse(
      'POST /api/webhook/subscribers',
      'KeyType public (company 42) does not open this endpoint.',
    )
    expect(scope).toMatchObject({ refusedBy: 'KeyType', refusedValue: 'webhook' })
  })

  test('a 403 in nobody’s form is about the scope only if it says so', () => {
    const say = (body: unknown) =>
      diagnose(makeEvidence('GET /api/external/sites', makeResponse(403, body))).diagnosis
    const azure = say({ error: { code: 'Forbidden', message: 'IP address not allowed' } })
    expect(azure.headline).not.toContain('scope')
    expect(azure.scope).toBeNull()
    expect(azure.cause).toContain('“IP address not allowed”')
    expect(say({ error: 'Customer 1099 is outside the scope.' }).headline).toBe(
      "Customer 1099 is outside this key's scope",
    )
  })

  test("the guide's sample names the customer, the key and what it may see", () => {
    const { headline, cause, retry, scope, basis } = refuse(
      'GET /api/external/sites?customerId=1099',
      'Customer 1099 is outside the scope of this API key.',
      { code: 100 },
    )
    expect(headline).toBe("Customer 1099 is outside this key's scope")
    expect(cause).toBe('The key site-7 may see customers 7 and 12. The request asks for customer 1099.')
    expect(retry.helps).toBe('no')
    expect(basis).toBe('service-code')
    expect(scope?.rows).toContainEqual({
      claim: 'CustomerId',
      allowed: ['7', '12'],
      requested: ['1099'],
      verdict: 'refuses',
    })
  })

  test('every id outside the claims is told, not the first alone', () => {
    const { cause } = refuse('GET /api/external/x?customerId=1099&siteId=77', 'No.')
    expect(cause).toContain('1099')
    expect(cause).toContain('site 77')
  })

  test('ids compare without leading zeros and letter case', () => {
    const claims = { ...SITE_7, siteIds: ['AB-1', '007'] }
    expect(refuse('GET /api/external/x?siteId=ab-1,7', 'No.', { claims }).scope?.refusedBy).toBeNull()
  })
})

describe('when the evidence does not decide, nothing is guessed', () => {
  test('claims unknown, message silent', () => {
    const { scope, headline, cause } = refuse('GET /api/external/sites?customerId=1099', 'Forbidden.', {
      claims: null,
    })
    expect(scope).toMatchObject({ refusedBy: null, refusedValue: null, namedIn: null })
    expect(headline).toBe("The request is outside this key's scope")
    expect(cause).toContain(
      'Postern does not know the claims of the token. The request asks for customer 1099.',
    )
  })

  test('claims allow all that is named', () => {
    const { scope, cause } = refuse('GET /api/external/sites?customerId=7', 'Forbidden.')
    expect(scope?.refusedBy).toBeNull()
    expect(cause).toContain('The claims of the token allow customer 7, so they do not show the reason.')
  })

  test('claims unknown, message names the id: the message decides', () => {
    const { scope, headline } = refuse('GET /api/external/sites', 'Site 77 is out of scope.', {
      claims: null,
    })
    expect(scope).toMatchObject({ refusedBy: 'SiteId', refusedValue: '77', namedIn: 'message' })
    expect(headline).toBe("Site 77 is outside this key's scope")
  })

  test('the message refuses what the claims allow: both are told', () => {
    const { headline, meaning, scope } = refuse(
      'GET /api/external/sites?customerId=7',
      'Customer 7 is outside the scope.',
    )
    expect(scope?.refusedBy).toBe('CustomerId')
    expect(headline).toBe('The API refuses customer 7, which this token allows')
    expect(meaning).toBe('The key site-7 holds customers 7 and 12 in its token.')
  })

  test('a claim that names nothing sets no limit', () => {
    const claims = { ...SITE_7, customerIds: null }
    expect(
      refuse('GET /api/external/sites?customerId=1099', 'Forbidden.', { claims }).scope?.rows,
    ).toContainEqual({
      claim: 'CustomerId',
      allowed: [],
      requested: ['1099'],
      verdict: 'allows',
    })
  })

  test('a claim that is there and empty names none, and allows nothing', () => {
    const claims = { ...SITE_7, customerIds: [], siteIds: [] }
    const { scope, cause } = refuse('GET /api/external/sites?customerId=1099&siteIds=9', 'Forbidden.', {
      claims,
    })
    expect(scope?.refusedBy).toBeNull()
    expect(scope?.rows.map(({ verdict }) => verdict)).not.toContain('refuses')
    expect(scope?.rows).toContainEqual({
      claim: 'CustomerId',
      allowed: null,
      requested: ['1099'],
      verdict: 'unknown',
    })
    expect(cause).toContain('The claims of the token name no customers and no sites')
    expect(cause).not.toContain('allow')
  })

  test('a KeyType that the token does not tell is unknown', () => {
    const { scope } = refuse('GET /api/external/liveops', 'No.', { claims: { ...SITE_7, keyType: null } })
    expect(scope?.rows[0]).toEqual({
      claim: 'KeyType',
      allowed: [],
      requested: ['liveops'],
      verdict: 'unknown',
    })
    expect(scope?.refusedBy).toBeNull()
  })

  test('a firewall that says 403 says nothing of the scope', () => {
    const answer = makeResponse(403, '<html><title>Blocked</title>', [['Content-Type', 'text/html']])
    const { diagnosis } = diagnose(makeEvidence('GET /api/external/sites?customerId=1099', answer))
    expect(diagnosis.scope).toBeNull()
    expect(diagnosis.headline).toBe('A gateway or firewall refused the request')
  })
})

describe('before sending', () => {
  test('the forecast is the table that explains the refusal afterwards', () => {
    const request = makeRequest('GET /api/external/sites?customerId=1099')
    const forecast = forecastScope(request, SITE_7, builtInCatalog)
    expect(forecast).toMatchObject({
      refusedBy: 'CustomerId',
      refusedValue: '1099',
      namedIn: 'query customerId',
    })
    expect(forecast).toEqual(refuse('GET /api/external/sites?customerId=1099', 'No.').scope)
  })

  test('what is allowed or not named is not warned of', () => {
    for (const line of ['GET /api/external/sites', 'GET /api/external/sites?customerId=12', 'GET /health']) {
      expect(forecastScope(makeRequest(line), SITE_7, builtInCatalog).refusedBy).toBeNull()
    }
  })
})

describe('the key type', () => {
  const keyType = (line: string, message = 'No.') => refuse(line, message)?.scope?.rows[0]

  test('is allowed where the catalog knows that any will do', () => {
    expect(keyType('GET /api/external/sites?customerId=1099')).toMatchObject({
      requested: [],
      verdict: 'allows',
    })
  })

  test('is not judged where the endpoint is unknown, or the answer blames it', () => {
    expect(keyType('GET /api/external/rosters')).toMatchObject({ verdict: 'not-named' })
    expect(keyType('GET /api/external/sites', 'KeyType not accepted.')).toMatchObject({
      verdict: 'not-named',
    })
  })
})

test('every id of a long list is counted', () => {
  const ids = Array.from({ length: 1500 }, (_, index) => String(index + 1))
  const url = `https://api.test/api/external/timesheets?siteIds=${ids.join(',')}`
  const row = forecastScope({ method: 'GET', url, body: null }, SITE_7, builtInCatalog).rows.find(
    ({ claim }) => claim === 'SiteId',
  )
  expect(row?.requested).toHaveLength(1500)
})

describe('a request without a token', () => {
  const keyless = (line: string, message: string, rest = {}) =>
    diagnose(
      makeEvidence(line, makeResponse(403, failed(100, message)), { key: null, claims: null, ...rest }),
    ).diagnosis

  test.each([
    ['Customer 1099 is outside the scope of this API key.', '/api/external/sites?customerId=1099'],
    ['This endpoint needs an API key with KeyType liveops.', '/api/liveoperations/sites'],
    ['Forbidden', '/api/external/sites?customerId=1099'],
    ['Customer 1099 is outside the scope.', 'https://other.example/api/external/sites?customerId=1099'],
  ])('is not explained by the scope of a key: %s %s', (message, url) => {
    const { headline, meaning, cause, remedy, remedyActions } = keyless(`GET ${url}`, message)
    expect(headline).toBe('The API refused a request without a token')
    expect(JSON.stringify([meaning, cause])).not.toMatch(/accepted|knows the key|may see/)
    expect(remedyActions).toEqual([null])
    expect(remedy).toHaveLength(1)
  })

  test('is not what others recorded, or what had a token of another program', () => {
    const line = 'GET /api/external/sites?customerId=1099'
    const message = 'Customer 1099 is outside the scope of this API key.'
    expect(keyless(line, message, { profile: null }).headline).toContain('1099')
    const request = makeRequest(line, { headers: [['authorization', 'redacted']] })
    expect(keyless(line, message, { request }).headline).toContain('1099')
  })
})
