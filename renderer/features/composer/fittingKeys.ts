import type { Catalog } from '../../../app/catalog/catalog.ts'
import { findEndpoint, keyTypeFor } from '../../../app/catalog/routes.ts'
import { splitTarget } from '../../../app/contract/url.ts'
import type { Claims } from '../../../app/contract/token.ts'
import { forecast } from './forecast.ts'

export interface Candidate {
  readonly alias: string
  /** Null when no token of the key was ever seen. */
  readonly claims: Claims | null
}

export interface KeyChoice extends Candidate {
  readonly fit: Fit
}

/** `unknown`: nothing is known of what it may see. `other`: it is meant for another kind of data. */
export type Fit = 'fits' | 'unknown' | 'other' | 'refused'

const ORDER: readonly Fit[] = ['fits', 'unknown', 'other', 'refused']

interface Request {
  readonly method: string
  readonly target: string
  readonly body: string
}

/**
 * The keys that a request could be sent with, the best first: of those that fit, one of the same kind as the key in use,
 * and then the one that may see least besides.
 */
export function rankKeys(
  request: Request,
  candidates: readonly Candidate[],
  inUse: Claims | null,
  catalog: Catalog,
): readonly KeyChoice[] {
  const kind = typeOf(inUse)
  return candidates
    .map((candidate): KeyChoice => ({ ...candidate, fit: fitOf(request, candidate, catalog) }))
    .toSorted(
      (one, other) =>
        ORDER.indexOf(one.fit) - ORDER.indexOf(other.fit) ||
        Number(typeOf(other.claims) === kind) - Number(typeOf(one.claims) === kind) ||
        compareBreadth(breadthOf(one.claims), breadthOf(other.claims)),
    )
}

function typeOf(claims: Claims | null): string | null {
  return claims?.keyType?.trim().toLowerCase() ?? null
}

function fitOf(request: Request, { alias, claims }: Candidate, catalog: Catalog): Fit {
  if (claims === null) return 'unknown'
  if (forecast(request, claims, alias, catalog) !== null) return 'refused'
  const endpoint = findEndpoint(catalog, request.method, request.target)
  const wanted = keyTypeFor(endpoint, splitTarget(request.target).path)
  const type = typeOf(claims)
  // What some endpoints ask for by name is a kind of data of its own, and its keys are for that.
  const isSpecial = catalog.endpoints.some(({ keyType }) => keyType?.toLowerCase() === type)
  return wanted === null && isSpecial ? 'other' : 'fits'
}

/** How many sites, customers and companies a key may see; no limit is the most. */
function breadthOf(claims: Claims | null): number[] {
  return [claims?.siteIds, claims?.customerIds, claims?.companyIds].map((ids) =>
    ids && ids.length > 0 ? ids.length : Infinity,
  )
}

function compareBreadth(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((size, index) => size !== other[index])
  return at < 0 ? 0 : (one[at] ?? 0) < (other[at] ?? 0) ? -1 : 1
}
