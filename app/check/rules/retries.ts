import { formatDuration } from '../../contract/duration.ts'
import { statusOf, type Call, type CallKind } from '../calls.ts'
import type { Retry } from '../chains.ts'
import { longSeriesOf } from '../series.ts'
import { hasLooked, hasWritten } from '../between.ts'
import type { CheckRule, Found } from './rule.ts'
import type { Trace } from '../trace.ts'

/** A tenth less is no fault: timers of programs are not exact. */
const TOLERANCE = 0.9
const GROWTH = 1.5
const MOST_RETRIES = 4

export const retriedForbidden: CheckRule = {
  name: 'retried-forbidden',
  severity: 'error',
  title: 'Never retry a 403',
  says: '403: do not retry. Fix the request scope.',
  why: 'The key may not see the resource. The same request gets the same 403, and takes room in the rate window.',
  change: 'Stop at a 403 and report it. Select a key whose scope has the resource.',
  sign: 'The same request with the same token follows a 403.',
  needs: 'The API returns 403.',
  seenBy: '403',
  judge: (trace, found) => judgeRefusals(trace, found, 'forbidden'),
}

export const retriedRefusal: CheckRule = {
  name: 'retried-refusal',
  severity: 'warning',
  title: 'Retry no 400, 404 or other refusal',
  says: '400 and 404 name a mistake in the request. The API documentation names no retry for them.',
  why: 'The API checked the request and refused it. The same request gets the same response.',
  change: 'Read errors in the response and correct the request. Retry only a 401, a 429 and a 5xx.',
  sign: 'The same request and token follow a 4xx other than 401, 403, 408 and 429, with no write between.',
  needs: 'The API returns a 4xx other than 401, 403, 408 and 429.',
  seenBy: null,
  judge: (trace, found) => judgeRefusals(trace, found, 'refused'),
}

function judgeRefusals(trace: Trace, found: Found, kind: CallKind): void {
  const isMeant = (call: Call) => call.kind === kind && statusOf(call) !== 408
  for (const call of trace.calls) if (isMeant(call) && !trace.isAmbiguous(call)) found.saw(call)
  for (const { before, call, pauseMs } of trace.retries) {
    const hasOtherToken = before.token !== null && call.token !== null && before.token !== call.token
    if (isMeant(before) && !hasOtherToken && !(kind === 'refused' && hasWritten(trace.calls, before, call)))
      found.broke(
        call,
        `Your program retried the same request ${formatDuration(pauseMs)} after a ${said(before)}.`,
      )
  }
}

export const noBackoff: CheckRule = {
  name: 'no-backoff',
  severity: 'error',
  title: 'Wait longer before each retry of a 5xx',
  says: '5xx: retry with exponential backoff, for example 1 s, 2 s, 4 s, 8 s.',
  why: 'A server that fails needs time. Immediate retries of many programs keep it down.',
  change:
    'Wait 1 s before the first retry, and double the pause before each further one. Limit the pause to 8 s or more.',
  sign: 'After a 5xx or a lost connection, a pause is under 500 ms or does not grow by half. Postern allows 10 % less.',
  needs: 'The API returns a 5xx, or a connection breaks.',
  seenBy: '500-twice',
  judge({ calls, retries, limits, isAmbiguous, isPoll }, { saw, broke }) {
    for (const call of calls) if (backsOff(call) && !isAmbiguous(call)) saw(call)
    /** The pause before each retry, where a further one has to be longer. */
    const pauses = new Map<Call, number>()
    for (const { before, call, pauseMs } of retries) {
      if (!backsOff(before) || isStale(before)) continue
      if (pauseMs >= limits.leastPauseMs && isPoll(before, call)) continue
      const asked = before.pause?.askedMs ?? null
      const earlier = pauses.get(before)
      pauses.set(call, pauseMs)
      if (pauseMs < limits.leastPauseMs)
        broke(call, `Your program retried ${formatDuration(pauseMs)} after a ${said(before)}.`)
      else if (
        earlier !== undefined &&
        pauseMs < earlier * GROWTH * TOLERANCE &&
        !(asked && pauseMs >= asked * TOLERANCE)
      )
        broke(
          call,
          `Your program waited ${formatDuration(pauseMs)} after a ${said(before)}, and ${formatDuration(earlier)} before.`,
        )
    }
  },
}

function backsOff({ kind }: Call): boolean {
  return kind === 'server-error' || kind === 'lost' || kind === 'not-sent'
}

/** Postern retries immediately where a connection that it kept turned out to be closed. */
function isStale({ attempt }: Call): boolean {
  return attempt.decision?.rule === 'stale-connection'
}

export const tooManyRetries: CheckRule = {
  name: 'too-many-retries',
  severity: 'warning',
  title: 'Stop after four retries',
  says: '5xx: retry up to a small limit.',
  why: 'A request that failed five times needs a person. More retries only add load.',
  change: 'Stop after four retries or five minutes, and report the failure with its trace ID.',
  sign: 'A request has more than four retries of one kind, or a retry later than five minutes after its start.',
  needs: 'A request fails until your program stops.',
  seenBy: '500-on-post',
  judge({ chains, retries, limits, isPoll }, { saw, broke }) {
    for (const { calls, isAmbiguous } of chains) {
      const last = calls.at(-1)
      if (last && !isAmbiguous && isRetriable(last)) saw(last)
    }
    const late = new Map<Call, string>()
    for (const series of longSeriesOf(chains, isRetriable, 2 * limits.longestMs)) {
      const [first] = series
      for (const call of series)
        if (first && call.at - first.at > limits.longestMs) late.set(call, lateText(first, call))
    }
    const counts = new Map<Retry['chain'], { backOffs: number; waits: number }>()
    for (const { chain, before, call } of retries) {
      if (!isRetriable(before) || isPoll(before, call)) continue
      const count = counts.get(chain) ?? { backOffs: 0, waits: 0 }
      counts.set(chain, count)
      if (before.kind === 'full') count.waits += 1
      else count.backOffs += 1
      const made = Math.max(count.backOffs, count.waits)
      const [first = call] = chain.calls
      if (made > MOST_RETRIES) late.set(call, `Your program sent retry ${made} of the same request.`)
      else if (call.at - first.at > limits.longestMs) late.set(call, lateText(first, call))
    }
    for (const [call, did] of late) broke(call, did)
  },
}

function lateText(first: Call, call: Call): string {
  return `Your program retried ${formatDuration(call.at - first.at)} after the first attempt.`
}

function isRetriable(call: Call): boolean {
  return backsOff(call) || call.kind === 'full'
}

export const repeatedUnsafe: CheckRule = {
  name: 'repeated-unsafe',
  severity: 'error',
  title: 'Repeat no POST that may have run',
  says: '5xx: treat the request as unsafe to repeat if you cannot guarantee otherwise.',
  why: 'The API may have run the request before it failed. A second one can create the record twice.',
  change:
    'Look for the record first. Retry only if it does not exist, or declare the request with --idempotent.',
  sign: 'A POST, PUT, PATCH or DELETE repeats after a 5xx or no response, with no GET of the record between.',
  needs: 'A POST, PUT, PATCH or DELETE gets a 5xx, or no response.',
  seenBy: '500-on-post',
  judge({ calls, retries, isAmbiguous }, { saw, broke }) {
    for (const call of calls) if (mayHaveRun(call) && !isAmbiguous(call)) saw(call)
    for (const { before, call, pauseMs } of retries)
      if (mayHaveRun(before) && !hasLooked(calls, before, call))
        broke(
          call,
          `Your program repeated the ${call.method} ${formatDuration(pauseMs)} after a ${said(before)}. It may have run twice.`,
        )
  },
}

function mayHaveRun(call: Call): boolean {
  const { failure, response } = call.attempt
  if (call.isIdempotent || call.kind === 'done') return false
  if (failure) return failure.mayHaveBeenSent
  return response === null || response.status >= 500 || call.kind === 'server-error'
}

const FAILURES: Partial<Record<string, string>> = {
  dns: 'host without an IP address',
  refused: 'refused connection',
  reset: 'lost connection',
  timeout: 'timeout',
  cancelled: 'call that it gave up',
}

/** How a call ended, as a noun. */
function said(call: Call): string {
  const status = statusOf(call)
  if (status === null) return FAILURES[call.attempt.failure?.kind ?? 'cancelled'] ?? 'response that broke off'
  return status < 300 ? `${status} with a service code of failure` : String(status)
}
