import type { Scope, ScopeRow } from './exchange.ts'

/**
 * The rows of a scope as a person reads them: an id that the API refused is refused, whether the response alone names it
 * or the claims allow it.
 */
export function scopeRows({ rows, refusedBy, refusedValue }: Scope): readonly ScopeRow[] {
  return rows.map((row) => {
    if (row.claim !== refusedBy || refusedValue === null) return row
    if (row.requested.length === 0) return { ...row, requested: [refusedValue], verdict: 'refuses' }
    const isAsked = row.requested.some((id) => plain(id) === plain(refusedValue))
    return isAsked ? { ...row, verdict: 'refuses' } : row
  })
}

/** True for a row whose claim does not refuse what the API refused. */
export function isRefusedAllTheSame({ claim, allowed, requested, verdict }: ScopeRow): boolean {
  if (claim === 'KeyType' || verdict !== 'refuses' || allowed === null) return false
  const held = new Set(allowed.map(plain))
  return held.size === 0 || requested.every((id) => held.has(plain(id)))
}

/** An id without leading zeros or letter case, as ids compare. */
const plain = (id: string) =>
  id
    .trim()
    .toLowerCase()
    .replace(/^0+(?=\d)/, '')
