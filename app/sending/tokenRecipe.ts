import { parseJson } from '../contract/values.ts'
import { readPath } from '../contract/jsonPath.ts'
import { joinUrl } from '../contract/url.ts'
import { Buffer } from 'node:buffer'
import type { TokenRecipe } from '../contract/profile.ts'
import type { Claims } from '../contract/token.ts'
import { readClaims } from '../diagnosis/claims.ts'
import { readDate } from '../diagnosis/moments.ts'
import { checkHeader } from './plan.ts'
import type { WireRequest } from './wire.ts'

export interface Token {
  /** Secret: never recorded, logged or handed out. */
  value: string
  claims: Claims | null
  /** Epoch ms in the server's clock; null when the answer does not tell. */
  expiresAt: number | null
}

/**
 * The request that exchanges a key for a token, as the recipe says. It holds the key: never record it.
 * @throws PosternError bad-input when the key cannot go into the header that is meant
 */
export function tokenRequest(
  recipe: TokenRecipe,
  baseUrl: string,
  secret: string,
  userAgent: string,
): WireRequest {
  const { method, path, sendKeyIn, keyName } = recipe
  const request: WireRequest = {
    method,
    url: new URL(joinUrl(baseUrl, path)).href,
    headers: [
      ['Accept', 'application/json'],
      ['Accept-Encoding', 'gzip, deflate, br'],
      ['User-Agent', userAgent],
    ],
    body: null,
  }
  const withHeader = (name: string, value: string): WireRequest => {
    checkHeader(name, value)
    return { ...request, headers: [...request.headers, [name, value]] }
  }
  const place = {
    json: () => ({
      ...request,
      headers: [...request.headers, ['Content-Type', 'application/json']],
      body: Buffer.from(JSON.stringify({ [keyName]: secret })),
    }),
    form: () => ({
      ...request,
      headers: [...request.headers, ['Content-Type', 'application/x-www-form-urlencoded']],
      body: Buffer.from(new URLSearchParams({ [keyName]: secret }).toString()),
    }),
    header: () => withHeader(keyName, secret),
    bearer: () => withHeader('Authorization', `Bearer ${secret}`),
  } satisfies Record<TokenRecipe['sendKeyIn'], () => WireRequest>
  return place[sendKeyIn]()
}

/**
 * Finds the token and its end of life in the answer: where the recipe says, else by their names and shapes.
 * Null when there is none.
 * @param serverNow epoch ms in the server's clock, for lives that are told in seconds
 */
export function readTokenAnswer(body: string, recipe: TokenRecipe, serverNow: number): Token | null {
  const answer = parse(body)
  const found = recipe.tokenAt === null ? searchToken(answer) : at(answer, recipe.tokenAt)
  if (typeof found !== 'string' || found.trim() === '') return null
  const value = found.trim().replace(/^Bearer +/i, '')
  if (!/^[\u0021-\u007e]+$/.test(value)) return null
  const claims = readClaims(value)
  const told = recipe.expiresAt === null ? null : readExpiry(at(answer, recipe.expiresAt), serverNow)
  return { value, claims, expiresAt: told ?? claims?.expiresAt ?? searchExpiry(answer, serverNow) }
}

const SECRET_NAME = /token|jwt|secret|api_?key|password/i
/** Tells of a token, and is none. */
const HARMLESS_NAME = /type|expir/i
const SECRET_VALUE = /^[\u0021-\u007e]{8,}$/

/** What else in the answer to a token exchange may let somebody in, such as a token to refresh with. */
export function secretsIn(body: string): string[] {
  return places(parse(body)).flatMap(([name, value]) =>
    typeof value === 'string' &&
    SECRET_NAME.test(name) &&
    !HARMLESS_NAME.test(name) &&
    SECRET_VALUE.test(value)
      ? [value]
      : [],
  )
}

function parse(body: string): unknown {
  const value = parseJson(body)
  // Some services answer with nothing but the token.
  return value === undefined ? body.trim() : value
}

/** The value at a dotted path, such as `data.token` or `data.0.token`. */
function at(value: unknown, path: string): unknown {
  return readPath(path).reduce<unknown>((inner, name) => {
    return typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
      ? Reflect.get(inner, name)
      : undefined
  }, value)
}

const JWT = /^(Bearer )?[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*$/
const TOKEN_NAME = /^(access_?token|token|jwt|bearer(_?token)?|id_?token|auth_?token|access_?jwt)$/i
const EXPIRY_NAME =
  /^(exp|expir(es|y|ation)(_?(in|at|on|date|time|datetime))?|token_?expir\w*|valid_?(to|until)|ttl)$/i
const MAX_PLACES = 2000

function searchToken(answer: unknown): string | null {
  let best: { value: string; rank: number } | null = null
  for (const [name, value] of places(answer)) {
    if (typeof value !== 'string' || /refresh/i.test(name)) continue
    const isJwt = JWT.test(value)
    const isNamed = TOKEN_NAME.test(name) && value.length >= 8
    const rank = (isJwt ? 2 : 0) + (isNamed ? 1 : 0) + (isJwt && /access/i.test(name) ? 1 : 0)
    if (rank > (best?.rank ?? 0)) best = { value, rank }
  }
  return best?.value ?? null
}

function searchExpiry(answer: unknown, serverNow: number): number | null {
  for (const [name, value] of places(answer)) {
    if (!EXPIRY_NAME.test(name)) continue
    const expiry = readExpiry(value, serverNow)
    if (expiry !== null) return expiry
  }
  return null
}

/** All named values, the outer ones first. */
function places(answer: unknown): Array<[name: string, value: unknown]> {
  const found: Array<[string, unknown]> = [['', answer]]
  for (let index = 0; index < found.length && found.length < MAX_PLACES; index += 1) {
    const value = found[index]?.[1]
    if (typeof value === 'object' && value !== null) found.push(...Object.entries(value).slice(0, 200))
  }
  return found
}

/** No token lives for ten years, so a larger number is a date. */
const LONGEST_LIFE_SECONDS = 315_360_000
const LATEST_IN_SECONDS = 100_000_000_000

function readExpiry(value: unknown, serverNow: number): number | null {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)
        ? Number(value)
        : null
  if (number !== null) {
    if (number <= 0 || !Number.isFinite(number)) return null
    if (number <= LONGEST_LIFE_SECONDS) return serverNow + number * 1000
    return number < LATEST_IN_SECONDS ? number * 1000 : number
  }
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return null
  return readDate(value)
}
