import type { Exchange, Header } from '../contract/exchange.ts'
import { belongsToConnection } from '../contract/http.ts'
import { isUrlOf } from '../contract/origin.ts'
import { originOf, pathBelow, requestPath } from '../contract/url.ts'
import type { Profile } from '../contract/profile.ts'
import { readRecorded } from '../contract/recorded.ts'
import type { SendOptions } from '../sending/sender.ts'

/** With what an exchange is to be sent again. */
export interface ReplayTarget {
  profile: Profile
  /** Alias of the key; null sends without one. */
  key: string | null
  /** A bearer token that is at hand already; it is used instead of a key. */
  token?: string
  /** Sends it to the profile's address though it went to another one before, such as that of the other region. */
  toProfile?: boolean
}

/** Something that was blanked and cannot be put back. */
interface MissingPart {
  /** Such as `header Cookie`, `URL` or `body`. */
  where: string
  remedy: string
}

export interface Rebuilt {
  /** Null when something is missing: it must not be sent without it. */
  options: SendOptions | null
  missing: MissingPart[]
  /** What will differ from the first time, in a sentence; null when nothing will. */
  note: string | null
}

/** Makes of an exchange what the sender takes. The sender puts the token back; no other secret is kept anywhere. */
export function rebuild(exchange: Exchange, target: ReplayTarget): Rebuilt {
  const { request } = exchange
  const { profile, key, token } = target
  const { address, isOwn, note } = addressFor(exchange, target)
  const hasCredentials = isOwn && (key !== null || token !== undefined)
  const recorded = readRecorded(
    { url: address, headers: request.headers.filter(isOfTheRequest), body: request.body },
    hasCredentials,
  )
  const missing = recorded.missing.map((blanked): MissingPart => {
    if (blanked.part === 'address') return { where: 'URL', remedy: EDIT }
    if (blanked.part === 'body') return { where: 'body', remedy: EDIT }
    return { where: `header ${blanked.name}`, remedy: remedyFor(blanked.name.toLowerCase(), isOwn) }
  })

  const options: SendOptions = {
    profile,
    key,
    ...(token === undefined ? {} : { token }),
    method: request.method,
    target: address,
    headers: recorded.headers,
    body: request.body,
    markedIdempotent: request.idempotent,
    source: 'replay',
    replayOf: exchange.id,
  }
  return { options: missing.length > 0 ? null : options, missing, note }
}

/** The sender tells its own version, and which encodings it can undo; its connection is another one too. */
function isOfTheRequest([name, value]: Header): boolean {
  const lower = name.toLowerCase()
  if (belongsToConnection(name)) return false
  return lower !== 'accept-encoding' && !(lower === 'user-agent' && /^Postern\b/.test(value))
}

const EDIT = 'Open it in the composer and enter the redacted value.'

function remedyFor(header: string, isOwn: boolean): string {
  if (header !== 'authorization') return EDIT
  return isOwn
    ? 'Select a key for it.'
    : 'It went to another URL than the base URL of its profile. A key goes only to that URL. Send it there, or open it in the composer.'
}

interface Address {
  /** As the sender takes it: a path below the base URL, or a whole URL. */
  address: string
  isOwn: boolean
  note: string | null
}

function addressFor(
  { request: { url }, key }: Exchange,
  { profile, toProfile = false }: ReplayTarget,
): Address {
  const { baseUrl } = profile
  const origin = originOf(url)
  if (origin === null || origin === originOf(baseUrl)) return { address: url, isOwn: true, note: null }
  const isOwn = isUrlOf(url, profile, key)
  if (!toProfile && !isOwn) {
    return {
      address: url,
      isOwn: false,
      note: `It goes to ${origin}, which is not the base URL of the profile, and so without its key.`,
    }
  }
  return {
    address: pathBelow(url, baseUrl) ?? requestPath(url),
    isOwn: true,
    note: isOwn ? null : `It goes to ${baseUrl} now. Before, it went to ${origin}.`,
  }
}
