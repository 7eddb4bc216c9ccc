import { expect, it } from 'vitest'
import type { Scope } from '../../../app/contract/exchange.ts'
import { isRefusedAllTheSame, scopeRows } from '../../../app/contract/scopeRows.ts'

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

it.each<[allowed: string[], requested: string[]]>([
  [[], ['1099']],
  [[], []],
  [['7', '1099'], ['1099']],
  [['1099'], ['01099']],
])('what claims with %j allow and the API refuses is refused all the same: %j', (allowed, requested) => {
  const row = { claim: 'CustomerId' as const, allowed, requested, verdict: 'allows' as const }
  const [shown] = scopeRows({ ...SCOPE, rows: [row] })
  expect(shown?.verdict).toBe('refuses')
  expect(shown && isRefusedAllTheSame(shown)).toBe(true)
})

it.each([[['7']], [null]])('a claim with %j does not contradict the API', (allowed) => {
  const row = { claim: 'CustomerId' as const, allowed, requested: ['1099'], verdict: 'refuses' as const }
  expect(isRefusedAllTheSame(row)).toBe(false)
})

it('another id than the refused one is not marked', () => {
  const row = { claim: 'CustomerId' as const, allowed: ['7'], requested: ['7'], verdict: 'allows' as const }
  expect(scopeRows({ ...SCOPE, rows: [row] })).toEqual([row])
})
