import type { KeyClaims } from './keys.ts'
import type { Entry } from './records/entry.ts'
import { failure, GENERIC_CODE, Refusal } from './reply.ts'

/** The ids that a token allows. Null sets no limit. */
export interface KeyScope {
  readonly companies: readonly number[] | null
  readonly customers: readonly number[] | null
  readonly sites: readonly number[] | null
}

export type Place = 'Company' | 'Customer' | 'Site'

export function scopeOf(claims: KeyClaims): KeyScope {
  return {
    companies: idsOf(claims.CompanyId),
    customers: idsOf(claims.CustomerId),
    sites: idsOf(claims.SiteId),
  }
}

function idsOf(claim: KeyClaims['SiteId']): readonly number[] | null {
  if (claim === undefined) return null
  if (typeof claim === 'number') return [claim]
  return typeof claim === 'string' ? claim.split(',').map(Number) : claim
}

/** The guide's own wording for an id outside the claims, with its code 100. */
export function outsideScope(place: Place, id: number): Refusal {
  return new Refusal(failure(403, GENERIC_CODE, [`${place} ${id} is outside the scope of this API key.`]))
}

export function notThere(what: string, id: number | string): Refusal {
  return new Refusal(failure(404, 404, [`${what} ${id} does not exist or has been archived.`]))
}

/** The place that keeps a key from a record, or null where the key may see it. */
function refusedPlace(scope: KeyScope, entry: Entry): [Place, number] | null {
  if (!shares(scope.companies, [entry.companyId])) return ['Company', entry.companyId]
  if (!shares(scope.customers, entry.customerIds)) return ['Customer', entry.customerIds[0] ?? 0]
  if (!shares(scope.sites, entry.siteIds)) return ['Site', entry.siteIds[0] ?? 0]
  return null
}

function shares(allowed: readonly number[] | null, ids: readonly number[]): boolean {
  return allowed === null || ids.some((id) => allowed.includes(id))
}

export function isVisible(scope: KeyScope, entry: Entry): boolean {
  return !entry.isArchived && refusedPlace(scope, entry) === null
}

/** One record by its id: 404 when it is not there or archived, 403 when the claims do not reach it. */
export function reach<T extends Entry>(scope: KeyScope, entries: readonly T[], what: string, id: number): T {
  const entry = entries.find((candidate) => candidate.id === id)
  if (!entry) throw notThere(what, id)
  const refused = refusedPlace(scope, entry)
  if (refused) throw outsideScope(...refused)
  if (entry.isArchived) throw notThere(what, id)
  return entry
}

/**
 * A company, customer or site that the request names. Claims are looked at first, so that a key
 * cannot find out which ids exist outside of them.
 */
export function requirePlace(
  scope: KeyScope,
  places: readonly Entry[],
  place: Place,
  id: number | null,
): void {
  if (id === null) return
  const allowed = { Company: scope.companies, Customer: scope.customers, Site: scope.sites }[place]
  if (allowed !== null && !allowed.includes(id)) throw outsideScope(place, id)
  const entry = places.find((candidate) => candidate.id === id)
  if (!entry) throw notThere(place, id)
  if (refusedPlace(scope, entry)) throw outsideScope(place, id)
  if (entry.isArchived) throw notThere(place, id)
}
