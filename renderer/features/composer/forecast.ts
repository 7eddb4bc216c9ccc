import { isSameHeader } from '../../../app/contract/headers.ts'
import type { Catalog } from '../../../app/catalog/catalog.ts'
import { findEndpoint } from '../../../app/catalog/routes.ts'
import type { Scope } from '../../../app/contract/exchange.ts'
import type { Claims } from '../../../app/contract/token.ts'
import { listed } from '../../../app/contract/words.ts'
import { formatMoment } from '../../ui/format.ts'
import { namedIds, type IdClaim } from '../../../app/diagnosis/named.ts'
import { forecastScope, nounOf, outside } from '../../../app/diagnosis/scope.ts'
import { pathSegments, queryPieces, type Span } from './targetText.ts'

export interface Forecast {
  /** Why the API will refuse it. */
  readonly sentence: string
  /** Where the target names what the key may not see; empty when that is not what refuses. */
  readonly spans: readonly Span[]
  /** The header without which the request does not get as far as the API; null when it has what it needs. */
  readonly missingHeader: string | null
  /** What may be asked for instead of what is refused; null where nothing is known. */
  readonly instead: { readonly noun: string; readonly id: string } | null
}

interface Request {
  readonly method: string
  readonly target: string
  readonly body: string
}

/** The claims say what the key may see. What the API does is not known before it has done it. */
export function expectStatus(status: number): string {
  return `Expect a ${status}.`
}

/** Stands for a token that came in with a command, where a key would be named. */
export const TOKEN = Symbol('token')

/** A token whose time is over; null while it is not. */
export function forecastExpiry(claims: Claims | null, now: number): Forecast | null {
  const expiresAt = claims?.expiresAt ?? null
  if (expiresAt === null || expiresAt > now) return null
  return {
    sentence: `This token expired ${formatMoment(expiresAt, now)}. ${expectStatus(401)}`,
    spans: [],
    missingHeader: null,
    instead: null,
  }
}

/** A header that the endpoint asks for, and that the request lacks. A gateway looks for it before anybody looks at the token. */
export function forecastHeader(
  { method, target }: Request,
  headers: readonly { readonly name: string; readonly value: string; readonly isOff?: boolean }[],
  catalog: Catalog,
): Forecast | null {
  // To another host than its profile's it is not sent, whatever the draft holds.
  if (!target.trim().startsWith('/')) return null
  const has = (name: string) =>
    headers.some((line) => !line.isOff && line.value !== '' && isSameHeader(line.name, name))
  const missing = findEndpoint(catalog, method, target.trim())?.parameters.find(
    (parameter) => parameter.in === 'header' && parameter.required && !has(parameter.name),
  )
  if (!missing) return null
  return {
    sentence: `This endpoint asks for the header ${missing.name} beside the token. Without it, expect a 401.`,
    spans: [],
    missingHeader: missing.name,
    instead: null,
  }
}

/**
 * What a token's claims forbid of a request that is not sent yet; null when they do not, or are not known.
 * `asOf` says of claims of an earlier token when they were seen, such as `yesterday, 10:14`.
 */
export function forecast(
  request: Request,
  claims: Claims | null,
  key: string | typeof TOKEN,
  catalog: Catalog,
  asOf: string | null = null,
): Forecast | null {
  if (claims === null) return null
  const scope = forecastScope(
    { method: request.method, url: request.target, body: request.body === '' ? null : request.body },
    claims,
    catalog,
  )
  const row = refusingRow(scope)
  if (!row) return null
  const allowed = `${listed(row.allowed ?? [])}${asOf === null ? '' : ` as of ${asOf}`}`
  if (row.claim === 'KeyType') {
    const holder = key === TOKEN ? 'This token' : `The key ${key}`
    return {
      sentence: `${holder} is for ${allowed}, but this endpoint asks for ${row.requested.join(', ')}. ${expectStatus(403)}`,
      spans: [],
      missingHeader: null,
      instead: null,
    }
  }
  const refused = outside(row.requested, row.allowed ?? [])
  const sentence =
    key === TOKEN
      ? `This token sees ${nounOf(row.claim, row.allowed?.length ?? 0)} ${listed(row.allowed ?? [])}. You ask for ${listed(refused)}. ${expectStatus(403)}`
      : `The key ${key} may not see ${nounOf(row.claim, refused.length)} ${listed(refused)}, only ${allowed}. ${expectStatus(403)}`
  return {
    sentence,
    spans: spansOf(request.target, row.claim, new Set(refused)),
    missingHeader: null,
    instead: insteadOf(row),
  }
}

/** The first id that may be seen and is not asked for already. */
function insteadOf({ claim, allowed, requested }: Scope['rows'][number]): Forecast['instead'] {
  const id = allowed?.find((each) => !requested.includes(each))
  return id === undefined ? null : { noun: nounOf(claim), id }
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
