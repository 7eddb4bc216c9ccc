import type { ApiResponse, Header } from '../contract/exchange.ts'

/** What asks for more is nonsense, and asks for nothing. */
const LONGEST_PAUSE_MS = 366 * 24 * 3600 * 1000

/**
 * Ms from now that a `Retry-After` asks for: seconds or an HTTP date (RFC 9110 section 10.2.3).
 * Null when the value is neither, or a date that has passed: that asks for nothing.
 * @param serverNow epoch ms in the server's clock, which a date is meant in
 */
export function readRetryAfter(value: string | null, serverNow: number): number | null {
  const text = value?.trim().slice(0, 60) ?? ''
  if (/^\d{1,9}(\.\d{1,3})?$/.test(text)) return sane(Math.ceil(Number(text) * 1000))
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return null
  // The oldest of the three date forms names no zone, and means GMT like the others.
  const date = Date.parse(/ \d{4}$/.test(text) ? `${text} GMT` : text)
  return date > serverNow ? sane(date - serverNow) : null
}

/**
 * Ms from now that a response asks for: by its headers, else by the words of its body. Null when it asks for none.
 * @param serverNow epoch ms in the server's clock
 */
export function pauseNamed({ headers, body }: Pick<ApiResponse, 'headers' | 'body'>, serverNow: number) {
  return pauseAsked(headers, serverNow) ?? pauseSaid(body)
}

/** Ms from now that the headers of a response ask for; of several pauses the longest. */
export function pauseAsked(headers: readonly Header[], serverNow: number): number | null {
  const pauses = headers
    .filter(([name]) => name.toLowerCase() === 'retry-after')
    // Whoever passes two lines on may join them by a comma, which a date has too.
    .flatMap(([, value]) => (/^[\d\s,.]+$/.test(value) ? value.split(',', MOST_PAUSES) : [value]))
    .map((value) => readRetryAfter(value, serverNow))
    .filter((ms) => ms !== null)
  return pauses.length === 0 ? null : Math.max(...pauses)
}

const MOST_PAUSES = 20

function sane(ms: number): number | null {
  return ms <= LONGEST_PAUSE_MS ? ms : null
}

const UNITS_MS = { m: 60_000, s: 1000, h: 3_600_000, d: 86_400_000 } as const
const PAUSE_SAID =
  /\b(?:again|retry|wait|replenished|reset|resets|available)\b[^.\d"]{0,30}?\b(?:in|after|for)\s{1,3}(?:(?:(\d{1,3})\.)?(\d{1,2}):(\d\d):(\d\d)|(\d{1,6})\s?(seconds?|secs?|s|minutes?|mins?|m|hours?|h|days?)\b)/i

/** The pause that a body asks for in words, such as "Try again in 30 seconds." or "replenished in 01:02:03"; in ms. */
function pauseSaid(body: string): number | null {
  const match = PAUSE_SAID.exec(body.slice(0, 4096))
  if (!match) return null
  const [, days = 0, hours = 0, minutes = 0, seconds = 0, count, unit = 's'] = match
  if (count === undefined)
    return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  const initial = unit.charAt(0).toLowerCase()
  return (
    Number(count) * (initial === 'm' || initial === 'h' || initial === 'd' ? UNITS_MS[initial] : UNITS_MS.s)
  )
}
