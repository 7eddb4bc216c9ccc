import type { Catalog } from '../catalog/catalog.ts'
import { endpointFor, keyTypeFor } from '../catalog/routes.ts'
import { splitTarget } from '../catalog/target.ts'
import type { ClaimName, Scope, ScopeRow } from '../contract/exchange.ts'
import type { Claims } from '../contract/token.ts'
import { idsInMessage, namedIds, type IdClaim, type NamedId, type RequestParts } from './named.ts'

const ID_CLAIMS: ReadonlyArray<[claim: IdClaim, field: 'companyIds' | 'customerIds' | 'siteIds']> = [
  ['CompanyId', 'companyIds'],
  ['CustomerId', 'customerIds'],
  ['SiteId', 'siteIds'],
]

/** Ids as they compare: without leading zeros or letter case. */
const norm = (id: string) =>
  id
    .trim()
    .toLowerCase()
    .replace(/^0+(?=\d)/, '')

/** What the scope check says before a request is sent: the same table that explains a 403 afterwards. */
export function forecastScope(request: RequestParts, claims: Claims | null, catalog: Catalog): Scope {
  return compareScope(request, claims, catalog, [])
}

/**
 * Holds a request against the claims of its token. What the answer itself says in `messages` decides before
 * the claims do; where neither decides, `refusedBy` is null.
 */
export function compareScope(
  request: RequestParts,
  claims: Claims | null,
  catalog: Catalog,
  messages: readonly string[],
): Scope {
  const target = splitTarget(request.url)
  const wanted = keyTypeFor(endpointFor(catalog, request.method, target.path), target.path)
  const named = namedIds(request, target)
  const said = messages.flatMap(idsInMessage)
  const keyType = keyTypeRow(wanted, claims)
  const rows = [
    keyType,
    ...ID_CLAIMS.map(([claim, field]) => idRow(claim, claims, claims?.[field] ?? null, named)),
  ]
  return { rows, ...decide(rows, named, said, messages) }
}

function keyTypeRow(wanted: string | null, claims: Claims | null): ScopeRow {
  const requested = wanted === null ? [] : [wanted]
  const row = { claim: 'KeyType', requested } as const
  if (claims === null) return { ...row, allowed: null, verdict: wanted === null ? 'not-named' : 'unknown' }
  const held = claims.keyType === null ? [] : claims.keyType.split(',').map((type) => type.trim())
  if (wanted === null) return { ...row, allowed: held, verdict: 'not-named' }
  if (held.length === 0) return { ...row, allowed: held, verdict: 'unknown' }
  const fits = held.some((type) => norm(type) === norm(wanted))
  return { ...row, allowed: held, verdict: fits ? 'allows' : 'refuses' }
}

function idRow(
  claim: IdClaim,
  claims: Claims | null,
  allowed: string[] | null,
  named: readonly NamedId[],
): ScopeRow {
  const requested = [...new Set(named.filter((id) => id.claim === claim).map((id) => id.value))]
  const row = { claim, requested }
  if (claims === null)
    return { ...row, allowed: null, verdict: requested.length === 0 ? 'not-named' : 'unknown' }
  if (requested.length === 0) return { ...row, allowed: allowed ?? [], verdict: 'not-named' }
  const refused = allowed !== null && outside(requested, allowed).length > 0
  return { ...row, allowed: allowed ?? [], verdict: refused ? 'refuses' : 'allows' }
}

/** Those of `requested` that are not among `allowed`. */
export function outside(requested: readonly string[], allowed: readonly string[]): string[] {
  const set = new Set(allowed.map(norm))
  return requested.filter((id) => !set.has(norm(id)))
}

type Verdict = Pick<Scope, 'refusedBy' | 'refusedValue' | 'namedIn'>

function decide(
  rows: readonly ScopeRow[],
  named: readonly NamedId[],
  said: readonly NamedId[],
  messages: readonly string[],
): Verdict {
  const [first] = said
  if (first) {
    const place = named.find((id) => id.claim === first.claim && norm(id.value) === norm(first.value))
    return { refusedBy: first.claim, refusedValue: first.value, namedIn: place?.where ?? 'message' }
  }
  const refusing = rows.find((row) => row.verdict === 'refuses') ?? keyTypeSaid(rows, messages)
  if (!refusing) return { refusedBy: null, refusedValue: null, namedIn: null }
  if (refusing.claim === 'KeyType')
    return { refusedBy: 'KeyType', refusedValue: refusing.requested[0] ?? null, namedIn: null }
  const value = outside(refusing.requested, refusing.allowed ?? [])[0] ?? null
  const place = named.find((id) => id.claim === refusing.claim && id.value === value)
  return { refusedBy: refusing.claim, refusedValue: value, namedIn: place?.where ?? null }
}

/** The KeyType row when the answer blames it and the claims do not contradict. */
function keyTypeSaid(rows: readonly ScopeRow[], messages: readonly string[]): ScopeRow | undefined {
  if (!messages.some((message) => /key ?type/i.test(message.slice(0, 2000)))) return undefined
  return rows.find((row) => row.claim === 'KeyType' && row.verdict !== 'allows' && row.requested.length > 0)
}

const NOUNS: Readonly<Record<ClaimName, readonly [one: string, many: string]>> = {
  KeyType: ['key type', 'key types'],
  CompanyId: ['company', 'companies'],
  CustomerId: ['customer', 'customers'],
  SiteId: ['site', 'sites'],
}

/** The claim's name as people say it: `customer` for CustomerId, `customers` for several. */
export function nounOf(claim: ClaimName, count = 1): string {
  return NOUNS[claim][count === 1 ? 0 : 1]
}
