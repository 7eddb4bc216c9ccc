import type { Header } from '../../../app/contract/exchange.ts'
import type { Claims } from '../../../app/contract/token.ts'
import { claimsFrom, readClaims } from '../../../app/diagnosis/claims.ts'
import { isObject, parseJson } from '../../../app/contract/values.ts'
import type { OperationInput } from '../../../app/operations/list.ts'

/** What somebody typed or pasted, and what else they know of it. */
export interface Pasted {
  /** A body, or a whole answer with its head. */
  answer: string
  status: string
  request: string
  headers: string
  claims: string
  /** Of the request. */
  body: string
  /** The attempts before the response, as JSON. */
  attempts: string
}

type PastedField = keyof Pasted

export const NOTHING_PASTED: Pasted = {
  answer: '',
  status: '',
  request: '',
  headers: '',
  claims: '',
  body: '',
  attempts: '',
}

export const REQUEST_PROBLEM = 'Write a method and a path, for example GET /api/external/sites.'

export interface PastedQuestion {
  /** Null while there is nothing to explain. */
  input: OperationInput<'explain:answer'> | null
  /** What cannot be read, by field. The rest is explained without it. */
  problems: Partial<Record<PastedField, string>>
}

/** What is to be explained, as far as the fields can be read. */
export function questionOf(pasted: Pasted): PastedQuestion {
  const problems: PastedQuestion['problems'] = {}
  const status = readStatus(pasted.status)
  if (status === undefined) problems.status = 'A status has three digits, for example 403.'
  const headers = readHeaders(pasted.headers)
  if (headers === null) problems.headers = 'Write one header per line, for example Retry-After: 7.'
  const claims = readTyped(pasted.claims)
  if (claims === undefined)
    problems.claims = 'Paste a token, or JSON with KeyType, CompanyId, CustomerId or SiteId.'
  const attempts = readAttempts(pasted.attempts)
  if (attempts === null) problems.attempts = 'Paste a list of attempts as JSON, oldest first.'
  if (pasted.answer.trim() === '' && !status) return { input: null, problems }
  const input = {
    answer: pasted.answer.trimStart(),
    status: status ?? null,
    request: pasted.request,
    headers: headers ?? [],
    claims: claims ?? null,
    ...(pasted.body.trim() !== '' && { body: pasted.body }),
    ...(attempts && { attempts }),
  }
  return { input, problems }
}

/** The claims of a token as the text of the claims field, so that the token itself need not be kept; null when it is none. */
export function claimsOfToken(text: string): string | null {
  const claims = readClaims(text)
  return claims === null ? null : claimsText(claims)
}

export function claimsText(claims: Claims): string {
  const all = {
    KeyType: claims.keyType,
    CompanyId: claims.companyIds,
    CustomerId: claims.customerIds,
    SiteId: claims.siteIds,
    iat: claims.issuedAt === null ? null : claims.issuedAt / 1000,
    exp: claims.expiresAt === null ? null : claims.expiresAt / 1000,
  }
  const told = Object.entries(all).filter(([, value]) => value !== null)
  return JSON.stringify(Object.fromEntries(told), null, 2)
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

type Attempts = OperationInput<'explain:answer'>['attempts']

/** Null for what is neither empty nor a list. What a list has to hold, main checks. */
function readAttempts(text: string): Attempts | null {
  if (text.trim() === '') return undefined
  const value = parseJson(text)
  return Array.isArray(value) ? (value as Attempts) : null
}

/** Undefined for what is neither empty nor claims. */
function readTyped(text: string): Claims | null | undefined {
  if (text.trim() === '') return null
  const value = parseJson(text)
  if (value === undefined) return readClaims(text) ?? undefined
  if (!isObject(value)) return undefined
  const claims = claimsFrom(value)
  return Object.values(claims).some((claim) => claim !== null) ? claims : undefined
}
