import type { ApiResponse, Header } from '../contract/exchange.ts'
import { readDate } from './moments.ts'
import { readRateLimits } from './rateLimit.ts'

/** What asks for more is nonsense, and asks for nothing. */
const LONGEST_PAUSE_MS = 366 * 24 * 3600 * 1000

/**
 * Ms from now that a `Retry-After` asks for: seconds or an HTTP date (RFC 9110 section 10.2.3).
 * Null when the value is neither, or a date that has passed: that asks for nothing.
 * @param serverNow epoch ms in the server's clock, which a date is meant in
 */
export function readRetryAfter(value: string | null, serverNow: number): number | null {
  const text = value?.trim().slice(0, 60) ?? ''
  if (NUMBER.test(text)) return sane(Math.ceil(Number(text) * 1000))
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return null
  const date = readDate(text.replace(OLDEST_FORM, '$2 $1 $4 $3'))
  return date !== null && date > serverNow ? sane(date - serverNow) : null
}

/**
 * Ms from now that a response asks for, by its headers and by the words of its body: of several pauses the longest. Null when
 * it asks for none.
 * @param serverNow epoch ms in the server's clock
 */
export function pauseNamed(
  { headers, body, status }: Pick<ApiResponse, 'headers' | 'body' | 'status'>,
  serverNow: number,
): number | null {
  return longest([
    pauseAsked(headers, serverNow),
    resetAsked(headers, serverNow, status === 429),
    pauseSaid(body.slice(0, 4096), serverNow),
  ])
}

/** The oldest of the three date forms has the year at its end. */
const OLDEST_FORM = /^\w{3} (\w{3}) {1,2}(\d\d?) ([\d:]{8}) (\d{4})$/
const NUMBER = /^\d{1,9}(\.\d{1,3})?$/

/** Gateways of Azure ask in ms, beside `Retry-After` or in its place. */
function readMs(value: string): number | null {
  return NUMBER.test(value.trim()) ? sane(Math.ceil(Number(value))) : null
}

/** Ms from now that the headers of a response ask for; of several pauses the longest. */
export function pauseAsked(headers: readonly Header[], serverNow: number): number | null {
  return longest(
    headers.flatMap(([name, value]) => {
      const lower = name.toLowerCase()
      if (lower === 'x-ms-retry-after-ms' || lower === 'retry-after-ms') return [readMs(value)]
      if (lower !== 'retry-after') return []
      // Whoever passes two lines on may join them by a comma, which a date has too.
      const values = /^[\d\s,.]+$/.test(value) ? value.split(',', MOST_PAUSES) : [value]
      return values.map((each) => readRetryAfter(each, serverNow))
    }),
  )
}

/** Ms from now until the last of the limits is reset that a refused request has used up, by its headers. */
function resetAsked(headers: readonly Header[], serverNow: number, isLimited: boolean): number | null {
  const isUsedUp = (remaining: number | null) => remaining === 0 || (remaining === null && isLimited)
  return longest(
    readRateLimits(headers, serverNow).map(({ remaining, resetMs }) =>
      resetMs !== null && isUsedUp(remaining) ? sane(resetMs) : null,
    ),
  )
}

const MOST_PAUSES = 20

/** Null when there is none. */
export function longest(pauses: ReadonlyArray<number | null>): number | null {
  return pauses.reduce(
    (one, other) => (one === null || other === null ? (one ?? other) : Math.max(one, other)),
    null,
  )
}

function sane(ms: number): number | null {
  return ms <= LONGEST_PAUSE_MS ? ms : null
}

const UNITS_MS = { m: 60_000, s: 1000, h: 3_600_000, d: 86_400_000 } as const
const AMOUNT = String.raw`(\d{1,6})\s?(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)\b`
const AMOUNTS = new RegExp(AMOUNT, 'gi')
const HELD_STATES =
  'blocked|paused|suspended|banned|locked|throttled|penalty|unavailable|offline|down|maintenance'
const HELD = String.raw`(?:${HELD_STATES})\b[^.\d"]{0,30}?\b(?:for|until|till)`
const ASKED = String.raw`\b(?:again|retry|wait|back (?:at|by|in|on|online|up|after|from)|next \w{3,10} (?:starts?|begins?)|replenished|renews?|renewed|resets?|available|next slot|lifted|ends?|${HELD})\b[^.\d"]{0,30}?`
const PAUSE_SAID = new RegExp(
  String.raw`${ASKED}(?:(?<!\b(?:after|at|until|till|before) )(?:(\d{1,3})\.)?(\d{1,2}):(\d\d):(\d\d)\b|((?:${AMOUNT}(?:,?\s(?:and\s)?)?){1,4}))`,
  'i',
)
const MOMENT_SAID = new RegExp(
  String.raw`${ASKED}(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)`,
  'i',
)

/** As in "23 minutes left". */
const LEFT_SAID = new RegExp(String.raw`(?<![\d.,:])${AMOUNT} (?:left|remain(?:s|ing)?|to go)\b`, 'i')

/** A time of day, which is read where the words say that it is UTC. */
const CLOCK_SAID = new RegExp(
  String.raw`${ASKED}(?:(\d\d?):(\d\d)(?::\d\d)?\s?|(midnight )\(?)(?:utc|gmt|z)\b`,
  'i',
)
const DAY_MS = UNITS_MS.d
const HALF_A_DAY_MS = DAY_MS / 2

const DATE = String.raw`(?:\d{4}-\d\d-\d\d[T ,]{1,2})`
const TIME = String.raw`\d\d?[:.]\d\d(?:[:.]\d\d)?\s?(?:utc|gmt|z)?`
/** From when to when the API is closed; a dash may be escaped in JSON. */
const CLOSED_SAID = new RegExp(
  String.raw`\b(?:upgrad\w+|closed|${HELD_STATES})\b(?:(?!\b(?:outside|except)\b)[^"]){0,60}?(?<!\d)${DATE}?${TIME}\s?(?:[-–—]|\\u201[0-5]|to|until|till|and)\s?(${DATE}?)(\d\d?)[:.](\d\d)(?:[:.]\d\d)?\s?(?:utc|gmt|z)(?![a-z])`,
  'i',
)

/** Ms from now until the end of the span in which the API is closed, as far as it can be the one of today. */
function closedSaid(body: string, serverNow: number): number | null {
  const [, date = '', hour = '', minute = ''] = CLOSED_SAID.exec(body) ?? []
  if (hour === '') return null
  if (date !== '') {
    const end = readDate(`${date.slice(0, 10)}T${hour.padStart(2, '0')}:${minute}:00Z`)
    return end !== null && end > serverNow ? end - serverNow : null
  }
  const left = untilClock(Number(hour), Number(minute), serverNow)
  return left <= HALF_A_DAY_MS ? left : null
}

/** Ms from now until the next such time of day in UTC. */
function untilClock(hours: number, minutes: number, serverNow: number): number {
  const time = (hours * 60 + minutes) * UNITS_MS.m
  return DAY_MS - ((((serverNow - time) % DAY_MS) + DAY_MS) % DAY_MS)
}

/** Ms from now until the next time of day that the words name. */
function clockSaid(body: string, serverNow: number): number | null {
  const match = CLOCK_SAID.exec(body)
  if (!match) return null
  const [, hours = 0, minutes = 0] = match
  return untilClock(Number(hours), Number(minutes), serverNow)
}

function leftSaid(body: string): number | null {
  const [, count = '', unit = ''] = LEFT_SAID.exec(body) ?? []
  return count === '' ? null : msOf(count, unit)
}

function msOf(count: string, unit: string): number {
  const initial = unit.charAt(0).toLowerCase()
  return Number(count) * (initial === 'm' || initial === 'h' || initial === 'd' ? UNITS_MS[initial] : 1000)
}

/** The pause that a body asks for in words, such as "Try again in 30 seconds." or "replenished in 01:02:03"; in ms. */
function pauseSaid(body: string, serverNow: number): number | null {
  const closed = closedSaid(body, serverNow)
  if (closed !== null) return closed
  const moment = readDate(MOMENT_SAID.exec(body)?.[1] ?? '')
  if (moment !== null) return moment > serverNow ? moment - serverNow : null
  const clock = clockSaid(body, serverNow)
  if (clock !== null) return clock
  const match = PAUSE_SAID.exec(body)
  if (!match) return leftSaid(body)
  const [, days = 0, hours = 0, minutes = 0, seconds = 0, amounts] = match
  if (amounts === undefined)
    return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return [...amounts.matchAll(AMOUNTS)].reduce(
    (sum, [, count = '', unit = 's']) => sum + msOf(count, unit),
    0,
  )
}
