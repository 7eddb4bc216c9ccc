import { readDate } from './moments.ts'
import type { Header } from '../contract/exchange.ts'

/** What a server says of one of its rate limits. Times are ms from now. */
export interface RateLimitHint {
  limit: number | null
  remaining: number | null
  resetMs: number | null
}

const NAMES = ['limit', 'remaining', 'reset'] as const
type Name = (typeof NAMES)[number]

const FAMILIES = ['ratelimit-', 'x-ratelimit-', 'x-rate-limit-']
/** From here on a reset is no length of time but a moment, in s since the epoch. */
const EPOCH_SECONDS_FROM = 1e9
/** From here on it is one in ms. */
const EPOCH_MS_FROM = 1e11

/**
 * Reads the families `RateLimit-*` and `X-RateLimit-*`, and `RateLimit` in its draft forms: `limit=60, remaining=0,
 * reset=12` and `"minute";r=0;t=12, "day";r=900;t=40000`, where each policy counts for itself. The API promises none
 * of them.
 */
export function readRateLimits(all: readonly Header[], serverNow: number): RateLimitHint[] {
  const headers = all.filter(([name]) => /rate-?limit/i.test(name))
  // Most responses have none.
  if (headers.length === 0) return []
  const families = FAMILIES.map((family): Partial<Record<Name, string>> => {
    const found: Partial<Record<Name, string>> = {}
    for (const [header, value] of headers) {
      const name = NAMES.find((each) => header.toLowerCase() === family + each)
      if (name) found[name] = value
    }
    return found
  })
  const policies = headers.flatMap(([name, value]) =>
    name.toLowerCase() === 'ratelimit' ? policiesIn(value) : [],
  )
  return [...families, ...policies].flatMap((found) => {
    const hint = {
      limit: numberIn(found.limit),
      remaining: numberIn(found.remaining),
      resetMs: resetIn(found.reset, serverNow),
    }
    return Object.values(hint).every((value) => value === null) ? [] : [hint]
  })
}

const PARAMETERS = new Map<string, Name>(
  Object.entries({
    limit: 'limit',
    q: 'limit',
    remaining: 'remaining',
    r: 'remaining',
    reset: 'reset',
    t: 'reset',
  } satisfies Record<string, Name>),
)

function policiesIn(value: string): Partial<Record<Name, string>>[] {
  const text = value.slice(0, 400)
  const policies = text.includes(';') ? text.split(',') : [text]
  return policies.map((policy) => {
    const found: Partial<Record<Name, string>> = {}
    for (const parameter of policy.split(/[,;]/)) {
      const [name = '', said = ''] = parameter.split('=')
      const meaning = PARAMETERS.get(name.trim().toLowerCase())
      if (meaning) found[meaning] = said
    }
    return found
  })
}

/** A whole number, behind which a policy may follow. */
function numberIn(text = ''): number | null {
  const digits = /^\s*(\d{1,15})\s*(?:$|[,;.])/.exec(text)?.[1]
  return digits === undefined ? null : Number(digits)
}

function resetIn(text: string | undefined, serverNow: number): number | null {
  const value = numberIn(text)
  const moment =
    value === null
      ? dateIn(text)
      : value >= EPOCH_MS_FROM
        ? value
        : value >= EPOCH_SECONDS_FROM
          ? value * 1000
          : null
  if (moment !== null) return Math.max(0, moment - serverNow)
  return value === null ? null : value * 1000
}

function dateIn(text = ''): number | null {
  return /^\s*(?:\d{4}-\d\d-\d\dT|[A-Z][a-z]{2},? )/.test(text) ? readDate(text) : null
}
