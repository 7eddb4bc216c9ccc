import type { Scope, ScopeRow } from './exchange.ts'

/** The rows of a scope as a person reads them: an id that the response alone names is what was refused. */
export function scopeRows({ rows, refusedBy, refusedValue }: Scope): readonly ScopeRow[] {
  return rows.map((row) =>
    row.claim === refusedBy && row.requested.length === 0 && refusedValue !== null
      ? { ...row, requested: [refusedValue], verdict: 'refuses' }
      : row,
  )
}
