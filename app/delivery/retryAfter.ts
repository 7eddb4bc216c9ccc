import type { Header } from '../contract/exchange.ts'

/** What a server says of its own rate limit. Times are ms from now. */
export interface RateLimitHint {
  limit: number | null
  remaining: number | null
  resetMs: number | null
}

/**
 * Ms from now that a `Retry-After` asks for: seconds or an HTTP date (RFC 9110 section 10.2.3).
 * Null when the value is neither.
 * @param serverNow epoch ms in the server's clock, which a date is meant in
 */
export function readRetryAfter(value: string | null, serverNow: number): number | null {
  const text = value?.trim() ?? ''
  if (/^\d{1,9}(\.\d{1,3})?$/.test(text)) return Math.ceil(Number(text) * 1000)
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return null
  // The oldest of the three date forms names no zone, and means GMT like the others.
  const date = Date.parse(/ \d{4}$/.test(text) ? `${text} GMT` : text)
  return Number.isNaN(date) ? null : Math.max(0, date - serverNow)
}

const NAMES = ['limit', 'remaining', 'reset'] as const
const PREFIXES = ['ratelimit-', 'x-ratelimit-', 'x-rate-limit-']
const EPOCH_SECONDS_FROM = 1_000_000_000

/**
 * Reads `RateLimit` in its draft forms (`limit=60, remaining=0, reset=12` and `"minute";r=0;t=12`) and the
 * families `RateLimit-*` and `X-RateLimit-*`. Null when there are none. The API promises none of them.
 */
export function readRateLimit(headers: readonly Header[], serverNow: number): RateLimitHint | null {
  const found = { limit: Number.NaN, remaining: Number.NaN, reset: Number.NaN }
  for (const [key, value] of headers) {
    const name = key.toLowerCase()
    if (!name.includes('rate')) continue
    for (const part of NAMES) {
      if (PREFIXES.some((prefix) => name === prefix + part)) found[part] = leadingNumber(value)
    }
    if (name === 'ratelimit') Object.assign(found, readCombined(value))
  }
  const { limit, remaining, reset } = found
  if (Number.isNaN(limit) && Number.isNaN(remaining) && Number.isNaN(reset)) return null
  const resetMs = reset >= EPOCH_SECONDS_FROM ? reset * 1000 - serverNow : reset * 1000
  return {
    limit: numberOrNull(limit),
    remaining: numberOrNull(remaining),
    resetMs: numberOrNull(Math.max(0, resetMs)),
  }
}

const PARAMETERS: Record<string, (typeof NAMES)[number]> = {
  limit: 'limit',
  q: 'limit',
  remaining: 'remaining',
  r: 'remaining',
  reset: 'reset',
  t: 'reset',
}

function readCombined(value: string): Partial<Record<(typeof NAMES)[number], number>> {
  const found: Partial<Record<(typeof NAMES)[number], number>> = {}
  for (const part of value.slice(0, 400).split(/[,;]/)) {
    const [name = '', text = ''] = part.split('=')
    const meaning = PARAMETERS[name.trim().toLowerCase()]
    if (meaning) found[meaning] = leadingNumber(text)
  }
  return found
}

function leadingNumber(text: string): number {
  const digits = /^\s*(\d{1,15})/.exec(text)?.[1]
  return digits === undefined ? Number.NaN : Number(digits)
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
