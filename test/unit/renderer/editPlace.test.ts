import { expect, it } from 'vitest'
import type { Diagnosis, Exchange } from '../../../app/contract/exchange.ts'
import { editPlaceOf } from '../../../renderer/features/exchange/editPlace.ts'
import { exchangeOf } from './samples.ts'

function refused(parameters: Diagnosis['parameters'], namedIn: string | null = null): Exchange {
  return exchangeOf(1, {
    diagnosis: {
      headline: '',
      meaning: '',
      cause: '',
      remedy: [],
      remedyActions: [],
      basis: 'http-status',
      retry: { helps: 'no', advice: '', notBefore: null },
      scope: namedIn === null ? null : { rows: [], refusedBy: 'CustomerId', refusedValue: '1', namedIn },
      parameters,
      traceId: null,
      fingerprint: '',
    },
  })
}

const error = (place: 'query' | 'path' | 'body' | 'header', name: string) => ({
  message: '',
  in: place,
  name,
  value: null,
})

it.each([
  ['query', 'limit', 'parameter', 'limit'],
  ['path', 'id', 'parameter', 'id'],
  ['header', 'external-gh-apim-sub-key', 'header', 'external-gh-apim-sub-key'],
  ['body', '$.items[0].uri', 'body', 'uri'],
  ['body', 'tags[2]', 'body', 'tags'],
  ['body', "$['first name']", 'body', 'first name'],
] as const)('leads to the %s %s that was refused', (place, name, field, as) => {
  expect(editPlaceOf(refused([error(place, name), error('query', 'other')]))).toEqual({ field, name: as })
})

it.each([
  ['query customerId', 'parameter', 'customerId'],
  ['path {id}', 'parameter', 'id'],
  ['body $.customerId', 'body', 'customerId'],
  ['message', 'target', ''],
  [null, 'target', ''],
] as const)('leads to what is outside the scope: %s', (namedIn, field, name) => {
  expect(editPlaceOf(refused([], namedIn))).toEqual({ field, name })
})
