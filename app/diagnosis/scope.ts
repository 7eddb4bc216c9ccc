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

/** An id as it compares: without leading zeros or letter case. */
function norm(id: string): string {
  return isPlain(id)
    ? id
    : id
        .trim()
        .toLowerCase()
        .replace(/^0+(?=\d)/, '')
}

/** True for digits without a leading zero, as nearly all ids are. A pattern would take ten times as long. */
function isPlain(id: string): boolean {
  for (let at = 0; at < id.length; at += 1) {
    const code = id.charCodeAt(at)
    if (code > 57 || code < (at === 0 ? 49 : 48)) return false
  }
  return true
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
  const isOfType = blamesKeyType(messages)
  const rows = [keyTypeRow(keyTypeFor(endpoint, target.path), claims, endpoint !== undefined && !isOfType)]
  for (const [claim, field] of ID_CLAIMS) rows.push(idRow(claim, limits(claims, field), named))
  const verdict = decide(rows, named, messages, isOfType ? keyTypeSaid(rows) : undefined)
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

/** The ids of a claim: empty where it sets no limit, null where it names none and so tells nothing. */
function limits(claims: Claims | null, field: 'companyIds' | 'customerIds' | 'siteIds'): string[] | null {
  if (claims === null) return null
  const ids = claims[field] ?? ['*']
  return ids.includes('*') ? [] : ids.length === 0 ? null : ids
}

function idRow(claim: IdClaim, allowed: string[] | null, named: readonly NamedId[]): ScopeRow {
  const requested = [...new Set(named.filter((id) => id.claim === claim).map(({ value }) => value))]
  if (allowed === null)
    return makeRow(claim, null, requested, requested.length === 0 ? 'not-named' : 'unknown')
  if (requested.length === 0) return makeRow(claim, allowed, requested, 'not-named')
  const refuses = allowed.length > 0 && outside(requested, allowed).length > 0
  return makeRow(claim, allowed, requested, refuses ? 'refuses' : 'allows')
}

/** Those of `requested` that are not among `allowed`. */
export function outside(requested: readonly string[], allowed: readonly string[]): string[] {
  const set = normed(allowed)
  return requested.filter((id) => !set.has(norm(id)))
}

function normed(ids: readonly string[]): Set<string> {
  const set = new Set<string>()
  for (const id of ids) set.add(norm(id))
  return set
}

type Assessment = Pick<Scope, 'refusedBy' | 'refusedValue' | 'namedIn'>

function decide(
  rows: readonly ScopeRow[],
  named: readonly NamedId[],
  messages: readonly string[],
  typeSaid: ScopeRow | undefined,
): Assessment {
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
  const wanted = norm(value)
  return named.find((id) => id.claim === claim && norm(id.value) === wanted)
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
  const allowed = new Map<ClaimName, Set<string> | null>()
  for (const row of rows) allowed.set(row.claim, row.allowed?.length ? normed(row.allowed) : null)
  let most = -1
  let best: NamedId | null = null
  let isAlone = false
  for (const id of said) {
    const ofClaim = allowed.get(id.claim) ?? null
    const byClaims = ofClaim === null ? 2 : ofClaim.has(norm(id.value)) ? 0 : 4
    const rank = byClaims + (placeOf(id, named) ? 1 : 0)
    if (rank === most) isAlone = false
    if (rank <= most) continue
    most = rank
    best = id
    isAlone = true
  }
  return isAlone || most % 2 === 1 || most === 4 ? best : null
}

function blamesKeyType(messages: readonly string[]): boolean {
  return messages.some((message) => /key ?type/i.test(message.slice(0, 2000)))
}

/** The KeyType row that the answer blames, when the claims do not contradict. */
function keyTypeSaid(rows: readonly ScopeRow[]): ScopeRow | undefined {
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
