import { ENDPOINTS } from '../../../app/catalog/endpoints.ts'
import { SERVICE_CODES } from '../../../app/catalog/serviceCodes.ts'
import { HTTP_STATUSES } from '../../../app/catalog/statuses/registered.ts'
import type { Catalog } from '../../../app/catalog/catalog.ts'
import { extendCatalog } from '../../../app/catalog/extend.ts'
import type { CatalogExtension } from '../../../app/catalog/extension.ts'
import type { Exchange, Header } from '../../../app/contract/exchange.ts'
import type { Claims } from '../../../app/contract/token.ts'
import { claimsFrom, readClaims } from '../../../app/diagnosis/claims.ts'
import { importedExchange, importedRequest } from '../../../app/diagnosis/importedExchange.ts'
import { readRawAnswer } from '../../../app/diagnosis/rawAnswer.ts'
import { readRequestLine, readSaved } from '../../../app/diagnosis/savedAnswer.ts'
import { readTranscript } from '../../../app/diagnosis/transcript.ts'
import { isObject } from '../../../app/diagnosis/values.ts'

/** What somebody typed or pasted into the fields of the Explain room. */
export interface Pasted {
  /** A body, or a whole answer with its head. */
  answer: string
  status: string
  request: string
  headers: string
  claims: string
}

export type PastedField = keyof Pasted

export interface PastedReading {
  /** Null while there is nothing to explain. */
  exchange: Exchange | null
  /** True when nobody told the HTTP status, so that it was taken from the body. */
  isGuessed: boolean
  /** What cannot be read, by field. The rest is explained without it. */
  problems: Partial<Record<PastedField, string>>
}

export const NOTHING_PASTED: Pasted = { answer: '', status: '', request: '', headers: '', claims: '' }

const builtIn: Catalog = { endpoints: ENDPOINTS, serviceCodes: SERVICE_CODES, httpStatuses: HTTP_STATUSES }

/** An answer that never was an exchange of ours has no id of its own. */
const NO_ID = '00000000000000000000000000'

/** Explains a pasted answer without sending anything. `now` is in epoch ms. */
export function explainPasted(
  pasted: Pasted,
  now: number,
  extension: CatalogExtension | null = null,
): PastedReading {
  const catalog = extension ? extendCatalog(builtIn, extension) : builtIn
  const problems: PastedReading['problems'] = {}
  const status = readStatus(pasted.status)
  if (status === undefined) problems.status = 'A status has three digits, such as 403.'
  const request = readRequestLine(pasted.request, catalog)
  if (request === null) problems.request = 'Write a method and a path, such as GET /api/external/sites.'
  const headers = readHeaders(pasted.headers)
  if (headers === null) problems.headers = 'Write one header a line, such as Retry-After: 7.'
  const claims = readTyped(pasted.claims)
  if (claims === undefined) {
    problems.claims = 'Paste a token, or JSON with KeyType, CompanyId, CustomerId or SiteId.'
  }
  const isEmpty = pasted.answer.trim() === '' && !status
  if (isEmpty) return { exchange: null, isGuessed: false, problems }

  const raw = readRawAnswer(new TextEncoder().encode(pasted.answer.trimStart()))
  const { response, decoded, isGuessed } = readSaved(raw, status ?? null, headers ?? [])
  const exchange = importedExchange({
    id: NO_ID,
    request: request ?? importedRequest('GET', '', catalog),
    response,
    isStatusGuessed: isGuessed,
    decoded,
    claims: claims ?? null,
    now,
    catalog,
  })
  return { exchange, isGuessed, problems }
}

/** The fields of the Explain room for a text that was pasted or dropped, as far as it tells them. */
export function fieldsOf(text: string): Pasted {
  const { answer, status, request, headers, claims } = readTranscript(text)
  return {
    answer,
    status: status === null ? '' : String(status),
    request: request ?? '',
    headers: headers.map(([name, value]) => `${name}: ${value}`).join('\n'),
    claims: claims === null ? '' : JSON.stringify(toNames(claims), null, 2),
  }
}

/** The claims of a token as the text of the claims field, so that the token itself need not be kept; null when it is none. */
export function claimsOfToken(text: string): string | null {
  const claims = readClaims(text)
  return claims === null ? null : JSON.stringify(toNames(claims), null, 2)
}

function toNames(claims: Claims): Record<string, unknown> {
  const all = {
    KeyType: claims.keyType,
    CompanyId: claims.companyIds,
    CustomerId: claims.customerIds,
    SiteId: claims.siteIds,
    iat: claims.issuedAt === null ? null : claims.issuedAt / 1000,
    exp: claims.expiresAt === null ? null : claims.expiresAt / 1000,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
}

function readStatus(text: string): number | null | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return null
  return /^[1-9]\d\d$/.test(trimmed) ? Number(trimmed) : undefined
}

function readHeaders(text: string): Header[] | null {
  const headers: Header[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const colon = line.indexOf(':')
    if (colon < 1) return null
    headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()])
  }
  return headers
}

/** Undefined for what is neither empty nor claims. */
function readTyped(text: string): Claims | null | undefined {
  if (text.trim() === '') return null
  try {
    const value: unknown = JSON.parse(text)
    if (!isObject(value)) return undefined
    const claims = claimsFrom(value)
    return Object.values(claims).some((claim) => claim !== null) ? claims : undefined
  } catch {
    return readClaims(text) ?? undefined
  }
}
