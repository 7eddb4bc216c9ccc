import { readFileSync } from 'node:fs'
import statuses from 'statuses'
import { describe, expect, test } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { findEndpoint, keyTypeFor, routeOf } from '../../../app/catalog/routes.ts'
import { catalogExtensionSchema, readCatalogExtension } from '../../../app/catalog/extension.ts'
import { extendCatalog } from '../../../app/catalog/extend.ts'
import { classText } from '../../../app/catalog/statuses/classes.ts'

describe('routes', () => {
  test.each([
    ['/api/external/staffs/99/licenses', '/api/external/staffs/{id}/licenses'],
    ['/API/External/Staffs/abc/Licenses/', '/api/external/staffs/{id}/licenses'],
    ['https://gateway-api.guardhousehq.com/api/external/sites?customerId=1#x', '/api/external/sites'],
    ['/api/external/timesheets/5/rates', '/api/external/timesheets/{id}/rates'],
    ['/api/external/timesheets/5', '/api/external/timesheets/{id}'],
    ['/v2/orders/6f9619ff-8b86-d011-b42d-00c04fc964ff/lines/7', '/v2/orders/{id}/lines/{id}'],
    ['/days/2026-03-02', '/days/{id}'],
    ['/people/robin@example.com/mail', '/people/{id}/mail'],
    ['/people/Robin%20Vale', '/people/{id}'],
    ['/invoices/INV-20311', '/invoices/{id}'],
    ['/blobs/9f86d081884c7d659a2feaa0c55ad015', '/blobs/{id}'],
    [`/long/${'x'.repeat(60)}`, '/long/{id}'],
    ['/oauth2/v1/token', '/oauth2/v1/token'],
    ['/v1/gh/api/external/sites', '/api/external/sites'],
    [
      'https://proxy.example/guardhouse/API/external/staffs/7/licenses/',
      '/api/external/staffs/{id}/licenses',
    ],
    ['/api/api/external/sites', '/api/external/sites'],
    ['/api/external/staffs//licenses', '/api/external/staffs/{id}/licenses'],
    ['/external/sites', '/external/sites'],
    ['/v1/api/external/sites/more', '/v1/api/external/sites/more'],
    ['/', '/'],
    ['', '/'],
    ['https://example.com', '/'],
  ])('%s is %s', (target, route) => {
    expect(routeOf(builtInCatalog, 'GET', target)).toBe(route)
  })

  test('the template is that of the path, also for another method', () => {
    expect(routeOf(builtInCatalog, 'DELETE', '/api/external/staffs/1/licenses')).toBe(
      '/api/external/staffs/{id}/licenses',
    )
    expect(findEndpoint(builtInCatalog, 'DELETE', '/api/external/staffs/1/licenses')).toBeUndefined()
  })

  test('HEAD is GET without a body', () => {
    expect(findEndpoint(builtInCatalog, 'HEAD', '/api/external/sites')?.path).toBe('/api/external/sites')
  })

  test('behind a prefix the key type is known too', () => {
    expect(keyTypeFor(undefined, '/v1/gh/api/webhook/rotations')).toBe('webhook')
    expect(keyTypeFor(undefined, '/v1/gh/webhook/rotations')).toBeNull()
  })

  test('a path with a million slashes is a route too', () => {
    expect(routeOf(builtInCatalog, 'GET', '/'.repeat(1_000_000)).length).toBeLessThan(100)
  })
})

describe('what the API’s owner has published', () => {
  test('every endpoint with its key type and window', () => {
    const rows = builtInCatalog.endpoints.map(
      ({ method, path, keyType, envelope, inWindow }) =>
        `${method} ${path} ${keyType ?? 'any'} ${envelope ?? '?'} ${inWindow ? 'window' : 'free'}`,
    )
    expect(rows.sort()).toEqual([
      'GET /api/external/customers any cursor window',
      'GET /api/external/incidentreport/formtemplate incidentreport paged window',
      'GET /api/external/incidentreports/reportdata incidentreport standard window',
      'GET /api/external/liveops liveops live-operations window',
      'GET /api/external/sites any cursor window',
      'GET /api/external/staffs any cursor window',
      'GET /api/external/staffs/{id}/licenses any cursor window',
      'GET /api/external/timesheets any cursor window',
      'GET /api/external/timesheets/{id}/rates any standard window',
      'POST /api/token/request any ? free',
      'POST /api/webhook/subscribers webhook standard free',
      'POST /api/webhook/subscriptions webhook standard free',
    ])
  })

  test('a name in braces is a parameter of the path, and the other way round', () => {
    for (const { path, parameters } of builtInCatalog.endpoints) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      expect(parameters.filter((each) => each.in === 'path').map((each) => each.name)).toEqual(named)
    }
  })
})

describe('statuses', () => {
  test('every registered status has a text of its own', () => {
    expect(statuses.codes.filter((code) => !builtInCatalog.httpStatuses[code])).toEqual([])
    const meanings = Object.values(builtInCatalog.httpStatuses).map((text) => text.meaning)
    expect(new Set(meanings).size).toBe(meanings.length)
  })

  test.each(Object.entries(builtInCatalog.httpStatuses))('%s is explained', (status, text) => {
    for (const words of [text.title, text.meaning, text.cause, text.retry.advice])
      expect(words.length).toBeGreaterThan(4)
    expect(text.meaning).toMatch(/\.$/)
    expect(text.title).not.toMatch(/\.$/)
    if (Number(status) >= 300) expect(text.remedy.length).toBeGreaterThan(0)
  })

  test.each([0, 199, 299, 399, 499, 599, 600, 999])('%i falls back to its class', (status) => {
    expect(classText(status).meaning).toMatch(/\.$/)
  })
})

describe('extension', () => {
  const code = { code: 734, title: 'Pay period closed', meaning: 'It cannot be changed any more.' }
  const endpoint = { method: 'GET', path: '/api/external/patrols/{id}', title: 'One patrol' }

  test('adds codes and endpoints with sensible defaults', () => {
    const reading = readCatalogExtension(
      JSON.stringify({
        version: 1,
        serviceCodes: [{ ...code, remedy: ['Ask payroll.'] }],
        endpoints: [endpoint],
      }),
    )
    if (!reading.ok) throw new Error(reading.problems.join('\n'))
    const catalog = extendCatalog(builtInCatalog, reading.extension)
    expect(catalog.serviceCodes[734]).toMatchObject({
      title: 'Pay period closed',
      remedy: [{ text: 'Ask payroll.', action: null }],
      retry: { helps: 'no' },
      generic: false,
    })
    expect(catalog.serviceCodes[404]).toBe(builtInCatalog.serviceCodes[404])
    expect(routeOf(catalog, 'GET', '/api/external/patrols/7')).toBe('/api/external/patrols/{id}')
    expect(findEndpoint(catalog, 'GET', '/api/external/patrols/7')).toMatchObject({
      inWindow: true,
      keyType: null,
      noun: null,
    })
  })

  test('overrides what it names again', () => {
    const extension = catalogExtensionSchema.parse({
      version: 1,
      serviceCodes: [{ ...code, code: 100 }],
      endpoints: [{ ...endpoint, path: '/api/external/SITES', title: 'Our sites' }],
    })
    const catalog = extendCatalog(builtInCatalog, extension)
    expect(catalog.serviceCodes[100]?.title).toBe('Pay period closed')
    expect(findEndpoint(catalog, 'GET', '/api/external/sites')?.title).toBe('Our sites')
    expect(catalog.endpoints).toHaveLength(builtInCatalog.endpoints.length)
    expect(findEndpoint(builtInCatalog, 'GET', '/api/external/sites')?.title).toBe('List sites')
  })

  test.each<[string, string | object, RegExp]>([
    ['not JSON', '{"version": 1,', /^The file is not JSON: /],
    ['not an object', '[]', /^It must be an object/],
    ['no version', { serviceCodes: [] }, /^The field version must be 1/],
    ['a version from the future', { version: 2 }, /^The field version must be 1/],
    [
      'a code that is text',
      { version: 1, serviceCodes: [{ ...code, code: '734' }] },
      /^The field serviceCodes\[0\]\.code /,
    ],
    [
      'a code without a title',
      { version: 1, serviceCodes: [code, { ...code, title: '' }] },
      /^The field serviceCodes\[1\]\.title /,
    ],
    [
      'retry help that does not exist',
      { version: 1, serviceCodes: [{ ...code, retry: { helps: 'maybe', advice: 'x' } }] },
      /^The field serviceCodes\[0\]\.retry\.helps /,
    ],
    [
      'a method in small letters',
      { version: 1, endpoints: [{ ...endpoint, method: 'get' }] },
      /^The field endpoints\[0\]\.method .*capitals/,
    ],
    [
      'a path with a query',
      { version: 1, endpoints: [{ ...endpoint, path: '/a?b' }] },
      /^The field endpoints\[0\]\.path .*slash/,
    ],
    [
      'an unknown envelope',
      { version: 1, endpoints: [{ ...endpoint, envelope: 'soap' }] },
      /^The field endpoints\[0\]\.envelope must be /,
    ],
  ])('refuses %s, and says where', (_, file, problem) => {
    const reading = readCatalogExtension(typeof file === 'string' ? file : JSON.stringify(file))
    expect(reading).toMatchObject({ ok: false, problems: [expect.stringMatching(problem)] })
  })

  test('a byte order mark before the file does no harm', () => {
    expect(readCatalogExtension('\uFEFF{"version":1}')).toEqual({
      ok: true,
      extension: { version: 1, serviceCodes: [], endpoints: [] },
    })
  })
})

test('the catalog is plain data, so it can be cloned and sent', () => {
  expect(structuredClone(builtInCatalog)).toEqual(builtInCatalog)
  expect(JSON.parse(JSON.stringify(builtInCatalog))).toEqual(builtInCatalog)
})

test('catalog and diagnosis speak plainly: no blame, no shouting', () => {
  const golden = readFileSync(
    new URL('../../fixtures/answers/explanations.golden.txt', import.meta.url),
    'utf8',
  )
  const texts = JSON.stringify([builtInCatalog.httpStatuses, builtInCatalog.serviceCodes]) + golden
  expect(texts).not.toMatch(
    /\b(please|simply|obviously|oops|sorry|you must|invalid input|fatal|illegal)\b|!/i,
  )
})
