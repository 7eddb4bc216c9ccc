import { expect, it } from 'vitest'
import type { Scope } from '../../../app/contract/exchange.ts'
import { scopeRows } from '../../../app/contract/scopeRows.ts'

const SCOPE: Scope = {
  rows: [
    { claim: 'CustomerId', allowed: ['7'], requested: [], verdict: 'not-named' },
    { claim: 'SiteId', allowed: ['31'], requested: ['31'], verdict: 'allows' },
  ],
  refusedBy: 'CustomerId',
  refusedValue: '1099',
  namedIn: 'message',
}

it('an id that the message alone names is refused, and not “not named”', () => {
  expect(scopeRows(SCOPE)).toEqual([
    { claim: 'CustomerId', allowed: ['7'], requested: ['1099'], verdict: 'refuses' },
    { claim: 'SiteId', allowed: ['31'], requested: ['31'], verdict: 'allows' },
  ])
})

it('where nothing is refused, the rows stay as they are', () => {
  expect(scopeRows({ ...SCOPE, refusedBy: null, refusedValue: null })).toEqual(SCOPE.rows)
})
