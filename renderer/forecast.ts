import type { Catalog } from '../app/catalog/catalog.ts'
import type { Scope } from '../app/contract/exchange.ts'
import type { Claims } from '../app/contract/token.ts'
import { forecastScope } from '../app/diagnosis/scope.ts'

const NOUNS = { CompanyId: 'company', CustomerId: 'customer', SiteId: 'site' } as const

/** Why the token's claims forbid a request that is not sent yet, as a sentence; null when they do not, or are not known. */
export function forecast(
  request: { method: string; target: string; body: string },
  claims: Claims | null,
  key: string,
  catalog: Catalog,
): string | null {
  if (claims === null) return null
  const scope = forecastScope(
    { method: request.method, url: request.target, body: request.body === '' ? null : request.body },
    claims,
    catalog,
  )
  const row = refusingRow(scope)
  if (!row) return null
  const allowed = row.allowed?.join(', ') ?? ''
  if (row.claim === 'KeyType') {
    return `The key ${key} is for ${allowed}; this endpoint asks for ${row.requested.join(', ')}. The API will answer 403.`
  }
  const noun = NOUNS[row.claim]
  const refused = row.requested.filter((id) => !row.allowed?.includes(id)).join(', ')
  return `The key ${key} may not see ${noun} ${refused}, only ${allowed}. The API will answer 403.`
}

function refusingRow(scope: Scope): Scope['rows'][number] | undefined {
  return scope.rows.find((row) => row.verdict === 'refuses')
}
