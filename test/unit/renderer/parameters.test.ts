import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ENDPOINTS } from '../../../app/catalog/endpoints.ts'
import type { Endpoint, Parameter } from '../../../app/catalog/endpoint.ts'
import { findEndpoint } from '../../../app/catalog/routes.ts'
import { splitTarget } from '../../../app/contract/url.ts'
import {
  parameterRows,
  withFree,
  withoutFree,
  withParameter,
  utcForPicker,
} from '../../../renderer/features/composer/parameters.ts'
import { queryPieces } from '../../../renderer/features/composer/targetText.ts'

const CATALOG = { endpoints: ENDPOINTS, serviceCodes: {}, httpStatuses: {} }

function endpointOf(target: string): Endpoint {
  const endpoint = findEndpoint(CATALOG, 'GET', target)
  if (!endpoint) throw new Error(`no endpoint for ${target}`)
  return endpoint
}

function parameterOf(endpoint: Endpoint, name: string): Parameter {
  const parameter = endpoint.parameters.find((candidate) => candidate.name === name)
  if (!parameter) throw new Error(`no parameter ${name}`)
  return parameter
}

function set(target: string, name: string, value: string | null): string {
  const endpoint = endpointOf(target)
  return withParameter(endpoint, target, parameterOf(endpoint, name), value)
}

function valuesOf(target: string): Record<string, string | null> {
  const { known } = parameterRows(endpointOf(target), target)
  return Object.fromEntries(known.map(({ parameter, value }) => [parameter.name, value]))
}

const freeOf = (target: string) => [...parameterRows(findEndpoint(CATALOG, 'GET', target), target).free]

describe('the form of a target', () => {
  it('says what the text says, and what it leaves out', () => {
    const values = valuesOf('/api/external/timesheets?siteIds=31,%2032&x=1&startDate=2026-03-02T09:00:00Z')
    expect(values).toMatchObject({
      siteIds: '31, 32',
      startDate: '2026-03-02T09:00:00Z',
      endDate: null,
      limit: null,
    })
  })

  it('has what the catalog does not know as free rows, the second of a name too, and one to write into', () => {
    expect(freeOf('/api/external/sites?a=1&limit=2&limit=3&b')).toEqual([
      [0, { name: 'a', value: '1' }],
      [2, { name: 'limit', value: '3' }],
      [3, { name: 'b', value: '' }],
      [4, { name: '', value: '' }],
    ])
    expect(freeOf('/some/path?limit=2')).toEqual([
      [0, { name: 'limit', value: '2' }],
      [1, { name: '', value: '' }],
    ])
  })

  it.each([
    ['/api/external/sites', 'limit', '5', '/api/external/sites?limit=5'],
    ['/api/external/sites?', 'limit', '5', '/api/external/sites?limit=5'],
    ['/v1/gh/api/external/staffs/7/licenses/', 'id', '8', '/v1/gh/api/external/staffs/8/licenses/'],
    ['/api/external/sites?a=1', 'limit', '5', '/api/external/sites?a=1&limit=5'],
    ['/api/external/sites?a=1&', 'limit', '5', '/api/external/sites?a=1&limit=5'],
    ['/api/external/sites#top', 'limit', '5', '/api/external/sites?limit=5#top'],
    ['/api/external/sites?limit=2&a=1', 'limit', '5', '/api/external/sites?limit=5&a=1'],
    ['/api/external/sites?limit&a=1', 'limit', '5', '/api/external/sites?limit=5&a=1'],
    ['/api/external/sites?limit=2&a=1', 'limit', null, '/api/external/sites?a=1'],
    ['/api/external/sites?a=1&limit=2', 'limit', null, '/api/external/sites?a=1'],
    ['/api/external/sites?limit=2', 'limit', null, '/api/external/sites'],
    ['/api/external/sites', 'limit', null, '/api/external/sites'],
    [
      '/api/external/staffs',
      'searchText',
      'a b&c=d+e%',
      '/api/external/staffs?searchText=a%20b%26c%3Dd%2Be%25',
    ],
    ['/api/external/timesheets', 'siteIds', '31,32', '/api/external/timesheets?siteIds=31,32'],
    ['/api/external/staffs?searchText=a+b', 'searchText', 'a b', '/api/external/staffs?searchText=a+b'],
    ['/api/external/staffs/{id}/licenses', 'id', '12', '/api/external/staffs/12/licenses'],
    ['/api/external/staffs/12/licenses', 'id', null, '/api/external/staffs/{id}/licenses'],
    ['/api/external/staffs/12/licenses', 'id', 'a/b', '/api/external/staffs/a%2Fb/licenses'],
    [
      'https://host.example:8/api/external/staffs/{id}/licenses?a=1',
      'id',
      '7',
      'https://host.example:8/api/external/staffs/7/licenses?a=1',
    ],
    ['api/external/staffs/{id}/licenses', 'id', '7', 'api/external/staffs/7/licenses'],
  ])('%s with %s = %j is %s', (target, name, value, expected) => {
    expect(set(target, name, value)).toBe(expected)
  })

  it.each([
    ['/api/external/incidentreports/reportdata', 'incidentReportId', /needs/],
    ['/api/external/staffs/{id}/licenses', 'id', /needs/],
    ['/api/external/sites?limit=', 'limit', /sent empty/],
    ['/api/external/sites?limit=many', 'limit', /no whole number/],
    ['/api/external/sites?isActive=yes', 'isActive', /neither true nor false/],
    ['/api/external/sites?direction=up', 'direction', /none of next, prev/],
    ['/api/external/timesheets?startDate=2026-13-01', 'startDate', /no date/],
    ['/api/external/timesheets?startDate=tomorrow', 'startDate', /no date/],
    ['/api/external/timesheets?siteIds=31,,32', 'siteIds', /between two commas/],
    ['/api/external/sites?limit=20', 'limit', null],
    ['/api/external/sites?isActive=False', 'isActive', null],
    ['/api/external/timesheets?startDate=2026-03-02', 'startDate', null],
    ['/api/external/sites', 'limit', null],
  ])('remarks on %s at %s: %s', (target, name, expected) => {
    const { known } = parameterRows(endpointOf(target), target)
    const remark = known.find((row) => row.parameter.name === name)?.remark ?? null
    if (expected === null) expect(remark).toBeNull()
    else expect(remark).toMatch(expected)
  })

  it('lets somebody write a name letter by letter, even one that the catalog knows', () => {
    let target = '/api/external/sites'
    for (const name of ['l', 'li', 'limit', 'limits']) target = withFree(target, 0, { name })
    target = withFree(target, 0, { value: '7' })
    expect(target).toBe('/api/external/sites?limits=7')
    expect(parameterRows(endpointOf(target), '/api/external/sites?limit=7', 0).free.get(0)).toEqual({
      name: 'limit',
      value: '7',
    })
    expect(withFree('/a?b', 0, { name: '' })).toBe('/a?=')
    expect(withoutFree('/a?b&c', 0)).toBe('/a?c')
  })
})

describe('utcForPicker', () => {
  it.each([
    ['2026-03-02T09:00:00Z', '2026-03-02T09:00:00'],
    ['2026-03-02T09:00:00+10:00', '2026-03-01T23:00:00'],
    ['2026-03-02T09:00', '2026-03-02T09:00:00'],
    ['2026-03-02', '2026-03-02T00:00:00'],
    ['2026-13-02', ''],
    ['2026-03-02 or so', ''],
    ['tomorrow', ''],
    ['', ''],
  ])('%s is %s', (value, expected) => {
    expect(utcForPicker(value)).toBe(expected)
  })
})

/** Queries as people and programs write them: right, odd and broken. */
const query = fc
  .array(
    fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'b', '=', '&', '+', '%', '4', '1', ',', '/', '?', ' ', 'é') }),
      fc.constantFrom('limit=5', 'limit', 'isActive=true', 'x=%zz', 'x=%20', '=', ''),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join('&'))
const target = fc
  .tuple(
    fc.constantFrom('/api/external/sites', 'https://h.example/api/external/sites', 'api/external/sites'),
    fc.option(query, { nil: null }),
    fc.constantFrom('', '#end'),
  )
  .map(([path, text, end]) => path + (text === null ? '' : `?${text}`) + end)
const wellFormed = (text: string) => text.replace(/[\uD800-\uDFFF]/gu, '\uFFFD')
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))

const othersThan = (text: string, name: string) =>
  queryPieces(text)
    .filter((piece) => piece.name !== name)
    .map(({ nameSpan, valueSpan }) => text.slice(nameSpan.start, (valueSpan ?? nameSpan).end))

describe('any edit', () => {
  it('comes back from the text as it was made, and touches nothing else', () => {
    fc.assert(
      fc.property(
        target,
        fc.constantFrom('limit', 'isActive', 'referenceName', 'customerId'),
        anyText,
        (before, name, value) => {
          const after = set(before, name, value)
          expect(valuesOf(after)[name]).toBe(wellFormed(value))
          expect(splitTarget(after).query.find(([each]) => each === name)?.[1]).toBe(wellFormed(value))
          expect(othersThan(after, name)).toEqual(othersThan(before, name))
          expect(set(after, name, wellFormed(value))).toBe(after)
        },
      ),
    )
  })

  it('can be taken back: a parameter that is left out again leaves the others as they were', () => {
    fc.assert(
      fc.property(target, anyText, (before, value) => {
        fc.pre(valuesOf(before)['referenceName'] === null)
        const after = set(set(before, 'referenceName', value), 'referenceName', null)
        expect(valuesOf(after)).toEqual(valuesOf(before))
        expect(othersThan(after, '')).toEqual(othersThan(before, ''))
      }),
    )
  })

  it('of a path keeps the endpoint, and comes back', () => {
    fc.assert(
      fc.property(anyText, query, (value, text) => {
        const after = set(`/api/external/staffs/{id}/licenses?${text}`, 'id', value)
        expect(valuesOf(after)['id']).toBe(value === '' || value === '{id}' ? null : wellFormed(value))
        expect(after.endsWith(`/licenses?${text}`)).toBe(true)
      }),
    )
  })

  it('of a free row comes back too', () => {
    fc.assert(
      fc.property(target, anyText, anyText, fc.nat({ max: 8 }), (before, name, value, place) => {
        const at = Math.min(place, queryPieces(before).length)
        const after = withFree(before, at, { name, value })
        expect(queryPieces(after)[at]).toMatchObject({
          name: wellFormed(name),
          value: wellFormed(value),
        })
        expect(queryPieces(withoutFree(after, at))).toHaveLength(queryPieces(after).length - 1)
      }),
    )
  })
})
