import type { Catalog } from '../catalog/catalog.ts'
import type { Endpoint } from '../catalog/endpoint.ts'
import { endpointFor, keyTypeFor } from '../catalog/routes.ts'
import { splitTarget, type Target } from '../contract/url.ts'
import type { ClaimName, Scope, ScopeRow } from '../contract/exchange.ts'
import type { Claims } from '../contract/token.ts'
import { idsSaid, namedIds, type IdClaim, type NamedId, type RequestParts } from './named.ts'

const ID_CLAIMS: ReadonlyArray<[claim: IdClaim, field: 'companyIds' | 'customerIds' | 'siteIds']> = [
  ['CompanyId', 'companyIds'],
  ['CustomerId', 'customerIds'],
  ['SiteId', 'siteIds'],
]

const PLAIN_ID = /^[1-9]\d{0,20}$/

/** An id as it compares: without leading zeros or letter case. */
function norm(id: string): string {
  return PLAIN_ID.test(id)
    ? id
    : id
        .trim()
        .toLowerCase()
        .replace(/^0+(?=\d)/, '')
}

/** What the scope check says before a request is sent: the same table that explains a 403 afterwards. */
export function forecastScope(request: RequestParts, claims: Claims | null, catalog: Catalog): Scope {
  const target = splitTarget(request.url)
  const endpoint = endpointFor(catalog, request.method, target.path)
  return compareScope({ request, target, endpoint }, claims, [])
}

export interface Asked {
  request: RequestParts
  target: Target
  endpoint: Endpoint | undefined
}

/**
 * Holds a request against the claims of its token. What the answer itself says in `messages` decides before
 * the claims do; where neither decides, `refusedBy` is null.
 */
export function compareScope(asked: Asked, claims: Claims | null, messages: readonly string[]): Scope {
  const { request, target, endpoint } = asked
  const named = namedIds(request, target)
  const rows = [
    keyTypeRow(keyTypeFor(endpoint, target.path), claims, endpoint !== undefined && !blamesKeyType(messages)),
  ]
  for (const [claim, field] of ID_CLAIMS) rows.push(idRow(claim, claims, claims?.[field] ?? [], named))
  const verdict = decide(rows, named, messages)
  return { rows, refusedBy: verdict.refusedBy, refusedValue: verdict.refusedValue, namedIn: verdict.namedIn }
}

function makeRow(
  claim: ClaimName,
  allowed: string[] | null,
  requested: string[],
  verdict: ScopeRow['verdict'],
): ScopeRow {
  return { claim, allowed, requested, verdict }
}

/** `takesAny`: an endpoint that the catalog knows, wants no key type. Of an unknown one nothing is said. */
function keyTypeRow(wanted: string | null, claims: Claims | null, takesAny: boolean): ScopeRow {
  const requested = wanted === null ? [] : [wanted]
  const unasked = takesAny ? 'allows' : 'not-named'
  if (claims === null) return makeRow('KeyType', null, requested, wanted === null ? unasked : 'unknown')
  const held = claims.keyType === null ? [] : claims.keyType.split(',').map((type) => type.trim())
  if (wanted === null) return makeRow('KeyType', held, requested, unasked)
  if (held.length === 0) return makeRow('KeyType', held, requested, 'unknown')
  const fits = held.some((type) => norm(type) === norm(wanted))
  return makeRow('KeyType', held, requested, fits ? 'allows' : 'refuses')
}

function idRow(
  claim: IdClaim,
  claims: Claims | null,
  allowed: string[],
  named: readonly NamedId[],
): ScopeRow {
  const requested: string[] = []
  for (const id of named) if (id.claim === claim && !requested.includes(id.value)) requested.push(id.value)
  if (claims === null)
    return makeRow(claim, null, requested, requested.length === 0 ? 'not-named' : 'unknown')
  if (requested.length === 0) return makeRow(claim, allowed, requested, 'not-named')
  const refuses = allowed.length > 0 && outside(requested, allowed).length > 0
  return makeRow(claim, allowed, requested, refuses ? 'refuses' : 'allows')
}

/** Those of `requested` that are not among `allowed`. */
export function outside(requested: readonly string[], allowed: readonly string[]): string[] {
  const set = new Set<string>()
  for (const id of allowed) set.add(norm(id))
  return requested.filter((id) => !set.has(norm(id)))
}

type Assessment = Pick<Scope, 'refusedBy' | 'refusedValue' | 'namedIn'>

function decide(
  rows: readonly ScopeRow[],
  named: readonly NamedId[],
  messages: readonly string[],
): Assessment {
  const typeSaid = keyTypeSaid(rows, messages)
  const said = typeSaid ? null : blamed(idsSaid(messages), rows, named)
  if (said)
    return {
      refusedBy: said.claim,
      refusedValue: said.value,
      namedIn: placeOf(said, named)?.where ?? 'message',
    }
  const refusing = typeSaid ?? rows.find((row) => row.verdict === 'refuses')
  if (!refusing) return { refusedBy: null, refusedValue: null, namedIn: null }
  if (refusing.claim === 'KeyType')
    return { refusedBy: 'KeyType', refusedValue: refusing.requested[0] ?? null, namedIn: null }
  const value = outside(refusing.requested, refusing.allowed ?? [])[0] ?? null
  const place = named.find((id) => id.claim === refusing.claim && id.value === value)
  return { refusedBy: refusing.claim, refusedValue: value, namedIn: place?.where ?? null }
}

function placeOf({ claim, value }: NamedId, named: readonly NamedId[]): NamedId | undefined {
  return named.find((id) => id.claim === claim && norm(id.value) === norm(value))
}

/**
 * Which of the ids that an answer names it refuses: one that the claims refuse; else one that they do not allow, and
 * first what the request asks for; else the only one. Null when nothing tells.
 */
function blamed(
  said: readonly NamedId[],
  rows: readonly ScopeRow[],
  named: readonly NamedId[],
): NamedId | null {
  if (said.length < 2) return said[0] ?? null
  const ranked = said.map((id) => {
    const allowed = rows.find((row) => row.claim === id.claim)?.allowed ?? []
    const isOpen = allowed.length === 0
    const isAllowed = !isOpen && outside([id.value], allowed).length === 0
    const byClaims = isAllowed ? 0 : isOpen ? 2 : 4
    return { id, rank: byClaims + (placeOf(id, named) ? 1 : 0) }
  })
  const most = Math.max(...ranked.map(({ rank }) => rank))
  const best = ranked.filter(({ rank }) => rank === most)
  return best.length === 1 || most % 2 === 1 || most === 4 ? (best[0]?.id ?? null) : null
}

function blamesKeyType(messages: readonly string[]): boolean {
  return messages.some((message) => /key ?type/i.test(message.slice(0, 2000)))
}

/** The KeyType row when the answer blames it and the claims do not contradict. */
function keyTypeSaid(rows: readonly ScopeRow[], messages: readonly string[]): ScopeRow | undefined {
  if (!blamesKeyType(messages)) return undefined
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
