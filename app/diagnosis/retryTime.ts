import type { Diagnosis } from '../contract/exchange.ts'
import { formatDuration } from '../contract/duration.ts'
import type { Evidence } from './evidence.ts'
import { clockTime, isoTime } from './words.ts'
import { headerOf } from '../contract/headers.ts'
import { readDate } from './moments.ts'
import { pauseNamed } from './retryAfter.ts'

const MINUTE_MS = 60_000
/** Ten years: a clock that is further off makes no sense. */
const LARGEST_OFFSET_MS = 3660 * 24 * 3600 * 1000

/** Server's clock minus ours in ms; 0 when it is not known, or makes no sense. */
export function clockOffset({ clockOffsetMs }: Evidence): number {
  return clockOffsetMs !== null && Math.abs(clockOffsetMs) <= LARGEST_OFFSET_MS ? clockOffsetMs : 0
}

/** As `clockOffset`; where it was never learned, by the date of the response to a request that we sent ourselves. */
export function measuredOffset(evidence: Evidence): number {
  const answered = evidence.clockOffsetMs === null && startOf(evidence) !== null ? answeredAt(evidence) : null
  const date = dateHeader(evidence)
  if (answered === null || date === null) return clockOffset(evidence)
  const offset = date - answered
  // A date has no ms.
  return Math.abs(offset) < 2000 || Math.abs(offset) > LARGEST_OFFSET_MS ? 0 : offset
}

/** Epoch ms in our own clock at which the answer was complete; null for a pasted one that does not tell. */
export function answeredAt(evidence: Evidence): number | null {
  const started = startOf(evidence)
  if (started !== null) return started + (evidence.attempts.at(-1)?.timing.totalMs ?? 0)
  const date = dateHeader(evidence)
  return date === null ? (evidence.answeredAt ?? null) : date - clockOffset(evidence)
}

/** Epoch ms in our own clock at which the request left, as far as its answer tells; null when nothing tells. */
export function sentAt(evidence: Evidence): number | null {
  return startOf(evidence) ?? answeredAt(evidence)
}

function startOf({ attempts }: Evidence): number | null {
  const started = Date.parse(attempts.at(-1)?.startedAt ?? '')
  return Number.isNaN(started) ? null : started
}

function dateHeader(evidence: Evidence): number | null {
  const value = evidence.response ? headerOf(evidence.response.headers, 'date') : null
  return value === null ? null : readDate(value)
}

/** The pause that a response asks for. */
export interface AskedPause {
  ms: number
  /** Epoch ms in our own clock at which it ends; null when nobody knows when the response came. */
  until: number | null
}

/** The latest pause that the headers or the words of a response ask for; null when there is none, or it has been over from the start. */
export function askedPause(evidence: Evidence): AskedPause | null {
  const answered = answeredAt(evidence)
  const since = answered ?? evidence.now
  const pause = pauseIn(evidence, since)
  if (pause === null || pause === 0) return null
  // A moment comes closer as time passes, and a length of time does not.
  const isMoment = answered === null && pauseIn(evidence, since - 1000) === pause + 1000
  return { ms: pause, until: answered !== null || isMoment ? since + pause : null }
}

function pauseIn(evidence: Evidence, since: number): number | null {
  return evidence.response && pauseNamed(evidence.response, since + clockOffset(evidence))
}

/** Advice to retry later: from the time on that the response asks for, else as given. */
export function pauseRetry(evidence: Evidence, advice: string): Diagnosis['retry'] {
  const asked = askedPause(evidence)
  if (asked === null) return { helps: 'later', advice, notBefore: null }
  const { ms, until } = asked
  return {
    helps: 'later',
    advice: pauseAdvice(ms, until, evidence.now),
    notBefore: until === null ? null : isoTime(until),
  }
}

function pauseAdvice(ms: number, until: number | null, now: number): string {
  if (until === null) return `The response asks for a pause of ${formatDuration(ms)}.`
  const at = clockTime(until, now)
  return until > now
    ? `Not before ${at}: the response asks for that pause.`
    : `The response asked for a pause until ${at}. That time has passed.`
}

/** When the rate window that refused this answer ends, in our own clock: it is aligned to the server's clock. */
export function windowEnd(evidence: Evidence): number | null {
  const { window } = evidence
  const answered = answeredAt(evidence)
  if (answered === null) return null
  if (window && window.resetsAt > answered && window.resetsAt - answered <= window.lengthMs)
    return window.resetsAt
  const offset = clockOffset(evidence)
  const length = window?.lengthMs ?? MINUTE_MS
  return Math.floor((answered + offset) / length + 1) * length - offset
}
