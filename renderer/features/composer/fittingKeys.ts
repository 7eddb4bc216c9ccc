import type { Catalog } from '../../../app/catalog/catalog.ts'
import { findEndpoint, keyTypeFor } from '../../../app/catalog/routes.ts'
import { splitTarget } from '../../../app/contract/url.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import type { ExchangeSummary } from '../../../app/contract/summary.ts'
import type { Claims } from '../../../app/contract/token.ts'
import { formFor, listed } from '../../../app/contract/words.ts'
import { forecast } from './forecast.ts'
import { targetOf } from './target.ts'

export interface Candidate {
  readonly alias: string
  /** Null when no token of the key was ever seen. */
  readonly claims: Claims | null
  /** Whether the API refused it last. */
  readonly wasRefused?: boolean
}

export interface KeyChoice extends Candidate {
  readonly fit: Fit
}

/**
 * `unknown`: nothing is known of what it may see. `other`: it is meant for another kind of data. `failed`: its claims say
 * nothing against it, but the API refused it last.
 */
export type Fit = 'fits' | 'unknown' | 'other' | 'refused' | 'failed'

const ORDER: readonly Fit[] = ['fits', 'unknown', 'other', 'refused', 'failed']

/** What of an exchange in the history tells whether its key was refused. */
type Sent = Pick<ExchangeSummary, 'profile' | 'key' | 'method' | 'url' | 'status' | 'outcome'>

/**
 * Whether the last response to a key was a refusal: a 401 to anything, or a 401 or 403 to this very request. A 403 to
 * another request says nothing of this one. `sent` has the newest first.
 */
export function wasRefused(
  { method, target }: Pick<Request, 'method' | 'target'>,
  profile: Pick<Profile, 'id' | 'baseUrl'>,
  alias: string,
  sent: readonly Sent[],
): boolean {
  const wanted = targetOf(target.trim(), profile, alias)
  const ofKey = (one: Sent) => one.profile === profile.id && one.key === alias && one.outcome !== null
  const isSame = (one: Sent) => one.method === method && targetOf(one.url, profile, alias) === wanted
  if (sent.find(ofKey)?.status === 401) return true
  const { status } = sent.find((one) => ofKey(one) && isSame(one)) ?? {}
  return status === 401 || status === 403
}

/** Why keys that seem to fit are not proposed; null where there are none. */
export function refusedNote(keys: readonly KeyChoice[]): string | null {
  const failed = keys.filter(({ fit }) => fit === 'failed').map(({ alias }) => alias)
  if (failed.length === 0 || keys[0]?.fit === 'fits') return null
  return `The API refused ${formFor(failed.length, 'the key', 'the keys')} ${listed(failed)} last time.`
}

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

/** The keys that may see the same as a token: their claims allow the same ids. */
export function keysLike(claims: Claims, candidates: readonly Candidate[]): readonly string[] {
  const wanted = scopeOf(claims)
  return candidates.flatMap((each) =>
    each.claims !== null && scopeOf(each.claims) === wanted ? [each.alias] : [],
  )
}

function scopeOf(claims: Claims): string {
  const lists = [claims.companyIds, claims.customerIds, claims.siteIds].map((ids) => ids?.toSorted() ?? [])
  return JSON.stringify([typeOf(claims), ...lists])
}

function typeOf(claims: Claims | null): string | null {
  return claims?.keyType?.trim().toLowerCase() ?? null
}

function fitOf(request: Request, { alias, claims, wasRefused = false }: Candidate, catalog: Catalog): Fit {
  if (claims !== null && forecast(request, claims, alias, catalog) !== null) return 'refused'
  if (wasRefused) return 'failed'
  if (claims === null) return 'unknown'
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
