import { isSecretName, secretKind, SHORTEST_FOUND } from '../contract/secretNames.ts'
import { originOf } from '../contract/url.ts'
import { PosternError } from '../contract/errors.ts'
import type { ApiRequest, ApiResponse, Header } from '../contract/exchange.ts'
import { REDACTED } from '../contract/recorded.ts'
import { cut } from '../shapes/ranges.ts'
import { findByShape } from '../shapes/secretPatterns.ts'
import { isOrdinaryWord, spellingsOf } from '../recorder/secretSpellings.ts'

/** A secret that came in with something imported. It is in clear here and nowhere else. */
export interface FoundSecret {
  /** `key`: an API key; `token`: what lives for minutes only; `other`: passwords, cookies and the like. */
  kind: 'key' | 'token' | 'other'
  /** Where the request goes that held it; null where that is no address. */
  origin: string | null
  /** Where it stood first, such as `header Authorization of the request`. */
  where: string
  value: string
}

/**
 * Reads all that is imported before any of it is kept, and remembers the secrets in it: one may be told by its header in
 * the last exchange, and stand in the address of the first. Throws a PosternError `bad-input` when there are more than
 * can be looked for.
 */
export interface SecretCollector {
  request(request: Pick<ApiRequest, 'url' | 'headers' | 'body'>, place?: string): void
  response(response: Pick<ApiResponse, 'headers' | 'body'>, place?: string): void
  /** What is of no known form: every text in it, and what looks like a header. */
  anything(value: unknown, place?: string): void
  /** Each once. */
  found(): readonly FoundSecret[]
  /** All that is to be blanked wherever it stands. */
  values(): string[]
}

export interface CollectorLimits {
  /** Different values. */
  values: number
  /** Of all values together; looking for one takes about fifty times its length of memory. */
  characters: number
}

const LIMITS: CollectorLimits = { values: 5000, characters: 2 * 1024 * 1024 }

/** Taking one secret out may uncover another; as often as it is redacted. */
const MOST_READINGS = 6

function kindOf(name: string, value: string): FoundSecret['kind'] {
  const kind = secretKind(name)
  if (kind === 'api-key') return 'key'
  const isToken = kind === 'authorization' || name === 'bearer'
  if (isToken && /^basic\s/i.test(value)) return 'other'
  return isToken || /^(?:bearer\s+)?eyJ/i.test(value) ? 'token' : 'other'
}

/** `headers` are further ones whose values are secrets, such as a profile's subscription header. */
export function createSecretCollector(
  headers: readonly string[] = [],
  limits: CollectorLimits = LIMITS,
): SecretCollector {
  const further = new Set(headers.map((name) => name.toLowerCase()))
  const known = new Set<string>()
  const found: FoundSecret[] = []
  let characters = 0
  let origin: string | null = null

  function remember(value: string): boolean {
    if (
      value.length < SHORTEST_FOUND ||
      value.includes(REDACTED) ||
      known.has(value) ||
      isOrdinaryWord(value)
    )
      return false
    characters += value.length
    if (known.size >= limits.values || characters > limits.characters) throw tooMany(limits.values)
    known.add(ownCopy(value))
    return true
  }

  /** `name` is what the secret goes by. */
  function note(value: string, where: string, name: string): void {
    const secret = value.replace(/^(?:bearer|basic|digest|token|apikey)\s+/i, '').trim()
    if (!remember(secret)) return
    found.push({ kind: kindOf(name, value), origin, where, value: ownCopy(secret) })
    for (const spelling of spellingsOf(secret, name, value)) remember(spelling)
  }

  function text(value: string, where: string): void {
    let rest = value
    for (let reading = 1; reading <= MOST_READINGS; reading += 1) {
      const ranges = findByShape(rest)
      if (ranges.length === 0) return
      for (const { start, end, name = '' } of ranges) note(rest.slice(start, end), where, name)
      const next = cut(rest, ranges)
      if (next === rest) return
      rest = next
    }
  }

  function header([name, value]: Header, whose: string): void {
    const where = `header ${name} of the ${whose}`
    if (isSecretName(name, 'header') || further.has(name.toLowerCase())) note(value, where, name)
    else text(value, where)
    text(name, where)
  }

  function anything(value: unknown, place = ''): void {
    if (typeof value === 'string') text(value, `text${place}`)
    if (typeof value !== 'object' || value === null) return
    if (
      'name' in value &&
      'value' in value &&
      typeof value.name === 'string' &&
      typeof value.value === 'string'
    )
      header([value.name, value.value], `entry${place}`)
    for (const inner of Object.values(value)) anything(inner, place)
  }

  return {
    request(request, place = '') {
      origin = originOf(request.url)
      text(request.url, `address${place}`)
      for (const pair of request.headers) header(pair, `request${place}`)
      if (request.body !== null) text(request.body, `body of the request${place}`)
    },
    response(response, place = '') {
      for (const pair of response.headers) header(pair, `answer${place}`)
      text(response.body, `body of the answer${place}`)
    },
    anything(value, place) {
      origin = null
      anything(value, place)
    },
    found: () => found,
    values: () => [...known],
  }
}

/** A part of a text keeps the whole of it in memory; this does not. */
function ownCopy(part: string): string {
  return Buffer.from(part, 'utf16le').toString('utf16le')
}

function tooMany(count: number): PosternError {
  return new PosternError(
    'bad-input',
    `It holds more than ${count} different secrets, or very long ones. Postern cannot redact them all and kept nothing.`,
    'Save a smaller HAR file, for example with the requests to the API alone.',
  )
}
