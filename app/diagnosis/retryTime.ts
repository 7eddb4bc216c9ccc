import { headerOf } from './headers.ts'
import type { Evidence } from './evidence.ts'

const MINUTE_MS = 60_000
const LONGEST_WAIT_MS = 366 * 24 * 3600 * 1000

const LARGEST_OFFSET_MS = 10 * LONGEST_WAIT_MS

/** Server's clock minus ours in ms; 0 when it is not known, or makes no sense. */
export function clockOffset({ clockOffsetMs }: Evidence): number {
  return clockOffsetMs !== null && Math.abs(clockOffsetMs) <= LARGEST_OFFSET_MS ? clockOffsetMs : 0
}

/** Epoch ms in our own clock at which the answer was complete. */
export function answeredAt(evidence: Evidence): number {
  const last = evidence.attempts.at(-1)
  const started = last ? Date.parse(last.startedAt) : Number.NaN
  if (last && !Number.isNaN(started)) return started + (last.timing.totalMs ?? 0)
  const date = dateHeader(evidence)
  return date === null ? evidence.now : date - clockOffset(evidence)
}

function dateHeader(evidence: Evidence): number | null {
  const value = evidence.response ? headerOf(evidence.response.headers, 'date') : null
  const time = value === null ? Number.NaN : Date.parse(value.slice(0, 60))
  return Number.isNaN(time) ? null : time
}

/** `Retry-After` (RFC 9110, section 10.2.3) as epoch ms in our own clock; null when there is none to be read. */
export function retryAfter(evidence: Evidence): number | null {
  const value = evidence.response ? headerOf(evidence.response.headers, 'retry-after')?.trim() : undefined
  if (value === undefined || value === '') return null
  if (/^\d{1,9}$/.test(value)) {
    const wait = Number(value) * 1000
    return wait <= LONGEST_WAIT_MS ? answeredAt(evidence) + wait : null
  }
  const time = Date.parse(value.slice(0, 60))
  return Number.isNaN(time) || /^[\d.+-]/.test(value) ? null : time - clockOffset(evidence)
}

/** When the rate window that refused this answer ends, in our own clock: it is aligned to the server's clock. */
export function windowEnd(evidence: Evidence): number {
  const { window } = evidence
  const answered = answeredAt(evidence)
  if (window && window.resetsAt > answered && window.resetsAt - answered <= window.lengthMs)
    return window.resetsAt
  const offset = clockOffset(evidence)
  const length = window?.lengthMs ?? MINUTE_MS
  return Math.floor((answered + offset) / length + 1) * length - offset
}
