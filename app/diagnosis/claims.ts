import type { Claims } from '../contract/token.ts'
import { decodeText } from './bodyText.ts'
import { readDate } from './moments.ts'
import { clip, isObject, type JsonObject, parseJson } from '../contract/values.ts'

const LONGEST_TOKEN = 64 * 1024
const MAX_IDS = 10_000

/**
 * Reads the claims of a bearer token without checking its signature; null when it is not a JWT.
 * It takes names in any letter case, with a namespace before them, and ids as numbers, strings, lists or arrays.
 */
export function readClaims(jwt: string): Claims | null {
  const token = jwt
    .slice(0, LONGEST_TOKEN)
    .trim()
    .replace(/^bearer\s+/i, '')
  const parts = token.split('.', 4)
  const [head, payload] = parts
  if (parts.length !== 3 || !head || !payload || !isObject(decoded(head))) return null
  const body = decoded(payload)
  return isObject(body) ? claimsFrom(body) : null
}

function decoded(base64url: string): unknown {
  const bytes = fromBase64Url(base64url)
  return bytes && parseJson(decodeText(bytes, null).text)
}

/** Claims from an object with the names that the token uses, such as the payload of a JWT. It never throws. */
export function claimsFrom(payload: JsonObject): Claims {
  const named = new Map<string, unknown>()
  for (const [name, value] of Object.entries(payload)) {
    const plain = name
      .slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1)
      .toLowerCase()
      .replace(/[_-]/g, '')
    if (!named.has(plain)) named.set(plain, value)
  }
  const ids = (name: string) => readIds(named.get(`${name}id`) ?? named.get(`${name}ids`))
  return {
    keyType: readIds(named.get('keytype'))?.join(', ') || null,
    companyIds: ids('company'),
    customerIds: ids('customer'),
    siteIds: ids('site'),
    issuedAt: readTime(named.get('iat') ?? named.get('issuedat')),
    expiresAt: readTime(named.get('exp') ?? named.get('expiresat')),
    ...placesIn(named),
  }
}

const MOST_PLACES = 5
const LONGEST_PLACE = 200

/** From when on the token is valid, who may take it and who made it; without what it does not say. */
function placesIn(named: ReadonlyMap<string, unknown>): Pick<Claims, 'notBefore' | 'audience' | 'issuer'> {
  const notBefore = readTime(named.get('nbf') ?? named.get('notbefore'))
  const audience = textsIn(named.get('aud') ?? named.get('audience'))
  const [issuer] = textsIn(named.get('iss') ?? named.get('issuer'))
  return {
    ...(notBefore !== null && { notBefore }),
    ...(audience.length > 0 && { audience }),
    ...(issuer !== undefined && { issuer }),
  }
}

function textsIn(value: unknown): string[] {
  return (Array.isArray(value) ? value.slice(0, MOST_PLACES) : [value]).flatMap((each) =>
    typeof each === 'string' && each !== '' ? [clip(each, LONGEST_PLACE)] : [],
  )
}

/** Null where the claim is not there, or has a star: it sets no limit that we know of. An empty one names nothing. */
function readIds(value: unknown): string[] | null {
  const found: string[] = []
  const add = (each: unknown) => {
    if (found.length >= MAX_IDS) return
    if (typeof each === 'number' && Number.isFinite(each)) found.push(String(each))
    else if (typeof each === 'string') found.push(...splitIds(each))
  }
  if (!Array.isArray(value) && typeof value !== 'string' && typeof value !== 'number') return null
  if (Array.isArray(value)) value.slice(0, MAX_IDS).forEach(add)
  else add(value)
  const ids = [...new Set(found)].slice(0, MAX_IDS)
  return ids.includes('*') ? null : ids
}

function splitIds(list: string): string[] {
  return list
    .replace(/[[\]"]/g, ' ')
    .split(/[,;\s]+/)
    .filter((id) => id !== '')
}

const FIRST_PLAUSIBLE_MS = 100_000_000_000
const LAST_DATE_MS = 8_640_000_000_000_000

/** Epoch seconds as RFC 7519 has them, epoch ms, either as a string, or an ISO date; in epoch ms. */
function readTime(value: unknown): number | null {
  if (typeof value === 'string' && !/^\d{1,16}(\.\d{1,9})?$/.test(value)) return readDate(value)
  if (typeof value !== 'number' && typeof value !== 'string') return null
  const number = Number(value)
  const time = Math.round(number < FIRST_PLAUSIBLE_MS ? number * 1000 : number)
  return Number.isFinite(time) && Math.abs(time) <= LAST_DATE_MS ? time : null
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const VALUES = new Map([...ALPHABET, '-', '_'].map((character, value) => [character, value]))
VALUES.set('+', 62).set('/', 63)

/** Null for what is none. */
export function fromBase64Url(text: string): Uint8Array | null {
  const padding = text.indexOf('=')
  const plain = padding < 0 ? text : text.slice(0, padding)
  const bytes = new Uint8Array(Math.floor((plain.length * 3) / 4))
  let bits = 0
  let held = 0
  let at = 0
  for (const character of plain) {
    const value = VALUES.get(character)
    if (value === undefined) return null
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[at] = (held >> bits) & 0xff
    at += 1
  }
  return bytes
}
