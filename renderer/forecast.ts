import type { Catalog } from '../app/catalog/catalog.ts'
import type { Scope } from '../app/contract/exchange.ts'
import type { Claims } from '../app/contract/token.ts'
import { namedIds, type IdClaim } from '../app/diagnosis/named.ts'
import { forecastScope, nounOf, outside } from '../app/diagnosis/scope.ts'
import { pathSegments, queryPieces, type Span } from './targetText.ts'

export interface Forecast {
  /** Why the API will refuse it. */
  readonly sentence: string
  /** Where the target names what the key may not see; empty when its KeyType is what refuses. */
  readonly spans: readonly Span[]
}

/** What the token's claims forbid of a request that is not sent yet; null when they do not, or are not known. */
export function forecast(
  request: { method: string; target: string; body: string },
  claims: Claims | null,
  key: string,
  catalog: Catalog,
): Forecast | null {
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
    return {
      sentence: `The key ${key} is for ${allowed}; this endpoint asks for ${row.requested.join(', ')}. The API will answer 403.`,
      spans: [],
    }
  }
  const refused = outside(row.requested, row.allowed ?? [])
  return {
    sentence: `The key ${key} may not see ${nounOf(row.claim, refused.length)} ${refused.join(', ')}, only ${allowed}. The API will answer 403.`,
    spans: spansOf(request.target, row.claim, new Set(refused)),
  }
}

/** What is not a number is refused as a value, with a 400, before its scope is looked at. */
const ID = /^\d+$/

function refusingRow(scope: Scope): Scope['rows'][number] | undefined {
  return scope.rows.find(
    ({ claim, verdict, requested }) =>
      verdict === 'refuses' && (claim === 'KeyType' || requested.every((id) => ID.test(id))),
  )
}

/** A mark between two ids, or an id. */
const MARK_OR_ID = /%2C|%3B|%7C|[,;|]|(?:(?!%2C|%3B|%7C)[^,;|])+/gi

function spansOf(target: string, claim: IdClaim, refused: ReadonlySet<string>): Span[] {
  const naming = (url: string) =>
    namedIds({ method: 'GET', url, body: null }).filter((id) => id.claim === claim && refused.has(id.value))
  const inPath = new Set(
    naming(target).flatMap(({ value, where }) => (where.startsWith('path') ? [value] : [])),
  )
  const segments = pathSegments(target).filter(({ start, end }) => inPath.has(target.slice(start, end)))
  const values = queryPieces(target).flatMap(({ nameSpan, valueSpan }) => {
    if (!valueSpan) return []
    const name = target.slice(nameSpan.start, nameSpan.end)
    return [...target.slice(valueSpan.start, valueSpan.end).matchAll(MARK_OR_ID)]
      .filter(([text]) => naming(`/?${name}=${text}`).length > 0)
      .map(({ 0: text, index }): Span => {
        const start = valueSpan.start + index
        return { start, end: start + text.length }
      })
  })
  return [...segments, ...values]
}
