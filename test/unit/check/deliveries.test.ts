import { expect, it } from 'vitest'
import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { checkCalls } from '../../../app/check/check.ts'
import { exampleExchange } from '../history/exampleExchange.ts'

it('a delivery is no call of the program that is checked', () => {
  const call = { ...exampleExchange({}, 1), source: 'capture' as const }
  const delivery = { ...exampleExchange({}, 2), source: 'capture' as const, direction: 'in' as const }
  const options = { idempotent: [], catalog: builtInCatalog }
  expect(checkCalls([call, delivery], options)).toEqual(checkCalls([call], options))
  expect(checkCalls([delivery], options).calls).toBe(0)
})
