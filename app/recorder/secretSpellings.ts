import { parseJson } from '../contract/values.ts'
import { isSessionCookie, secretKind } from '../contract/secretNames.ts'
import { percentDecoded, queryDecoded } from '../contract/url.ts'
import { MOST_LAYERS } from '../shapes/symbols.ts'

/** A value that was made to be read in many ways would have more. */
const MOST_SPELLINGS = 64

/** What stands where a secret should be when there is none. Blanked everywhere, it would make an answer unreadable. */
const ORDINARY = new Set(
  (
    'undefined null none empty invalid expired missing required optional string number boolean object unknown ' +
    'bearer basic digest token tokens secret secrets password passwords apikey api_key api-key authorization ' +
    'example changeme disabled enabled deleted revoked refused active inactive default hidden redacted'
  ).split(' '),
)

export function isOrdinaryWord(value: string): boolean {
  return ORDINARY.has(value.toLowerCase())
}

/**
 * What else a secret is to be looked for as: freed of the escapes of the place where it was read, and the parts of it
 * that are secrets by themselves. `name` is what it goes by, `whole` the value that it was taken from.
 */
export function spellingsOf(secret: string, name: string, whole: string): string[] {
  const parts = [
    ...(/^basic\s/i.test(whole) || name === 'basic' ? passwordsIn(secret) : []),
    ...(secretKind(name) === 'cookie' ? sessionsIn(secret) : []),
  ]
  const all = new Set([secret, ...parts])
  let latest: readonly string[] = [...all]
  for (let layer = 1; layer <= MOST_LAYERS && latest.length > 0 && all.size < MOST_SPELLINGS; layer += 1) {
    latest = latest.flatMap(freed).filter((text) => !all.has(text))
    for (const text of latest) all.add(text)
  }
  all.delete(secret)
  return [...all]
}

function freed(text: string): string[] {
  const found: string[] = []
  // Where it cannot be freed its backslashes are its own.
  const plain = text.includes('\\') ? parseJson(`"${text}"`) : undefined
  if (typeof plain === 'string') found.push(plain)
  if (/%[\da-f]{2}/i.test(text)) found.push(percentDecoded(text), queryDecoded(text))
  return found
}

/** RFC 7617: the user's name, a colon, the password. */
function passwordsIn(credentials: string): string[] {
  const text = Buffer.from(credentials, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon === -1 ? [] : [text.slice(colon + 1)]
}

function sessionsIn(cookies: string): string[] {
  return cookies.split(';').flatMap((pair) => {
    const equals = pair.indexOf('=')
    const value = pair.slice(equals + 1).trim()
    return equals > 0 && isSessionCookie(pair.slice(0, equals), value) ? [value] : []
  })
}
