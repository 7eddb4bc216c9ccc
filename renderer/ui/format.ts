import { formatDuration } from '../../app/contract/duration.ts'

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })
const dayWithYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

type Moment = string | number

function toDate(moment: Moment): Date {
  return new Date(moment)
}

/** Local time of day, `12:04:11`. */
export function formatClock(moment: Moment): string {
  const date = toDate(moment)
  return Number.isNaN(date.getTime()) ? '–' : clock.format(date)
}

/** The local calendar day as a key for grouping, `2026-8-3`. */
export function dayKey(moment: Moment): string {
  const date = toDate(moment)
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
}

/** `Today`, `Yesterday`, `Mon 3 Aug`, or with the year when it is another one. `now` is in epoch ms. */
export function formatDay(moment: Moment, now: number): string {
  const text = formatDayWithin(moment, now)
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** As `formatDay`, for the middle of a sentence: `today`. */
export function formatDayWithin(moment: Moment, now: number): string {
  const key = dayKey(moment)
  const today = toDate(now)
  if (key === dayKey(now)) return 'today'
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1)
  if (key === dayKey(yesterday.getTime())) return 'yesterday'
  const date = toDate(moment)
  if (Number.isNaN(date.getTime())) return 'an unknown day'
  return date.getFullYear() === today.getFullYear()
    ? day.format(date).replace(',', '')
    : dayWithYear.format(date)
}

/** A moment for the middle of a sentence: `yesterday, 10:14`. `now` is in epoch ms. */
export function formatMoment(moment: Moment, now: number): string {
  return `${formatDayWithin(moment, now)}, ${formatClock(moment).slice(0, 5)}`
}

/** What is left, in whole seconds and never below zero: `0:09`, `11:32`, `1:02:03`. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

const UNITS = ['B', 'KB', 'MB', 'GB'] as const

/** Bytes in steps of 1024: `210 B`, `1.4 KB`, `50 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  const text = unit === 0 || value >= 9.95 ? String(Math.round(value)) : value.toFixed(1)
  return `${text} ${UNITS[unit] ?? 'B'}`
}

/** A smaller difference of a server's clock says nothing: HTTP tells its time in whole seconds. */
export const LEAST_SHOWN_OFFSET_MS = 1000

/** A clock's difference with its sign: `+0.2 s`, `−1 min 30 s`, `0 s` below 50 ms. */
export function formatOffset(ms: number): string {
  if (Math.abs(ms) < 50) return '0 s'
  const sign = ms < 0 ? '−' : '+'
  const size = Math.abs(ms)
  return sign + (size < 9_950 ? `${(size / 1000).toFixed(1)} s` : formatDuration(size))
}
