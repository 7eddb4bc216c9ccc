import { formatDuration } from '../../contract/duration.ts'
import { plural } from '../../contract/words.ts'
import type { Call } from '../calls.ts'
import { groupedBy } from '../grouped.ts'
import type { Limits } from '../trace.ts'
import type { CheckRule } from './rule.ts'

/** A timer of a program may end as much too early, ms. */
const TIMER_MS = 20
/** A server rounds the seconds that it asks to wait. */
const ROUNDING_MS = 1000

export const calledInFullWindow: CheckRule = {
  name: 'called-in-full-window',
  severity: 'error',
  title: 'After a 429, wait for the next minute',
  says: '429: back off. Honour the next minute boundary. The limit is a fixed rate window.',
  why: 'The rate window stays full until the minute ends. Every call before then gets the same 429.',
  change:
    'After a 429, hold back all calls of the key until the next full minute of the Date header. Wait longer if Retry-After asks for it.',
  sign: 'A call follows a 429 of its key before the next full minute of Date, or before a later Retry-After.',
  needs: 'The API returns 429.',
  seenBy: '429',
  judge({ keys, retries, limits, knewAt, unsureAfter }, { saw, broke }) {
    const early = new Map<Call, string>()
    for (const { before, call } of retries) {
      const until = opensAt(before, limits)
      if (until !== null && call.server.to < until - TIMER_MS) early.set(call, didText(call, before, until))
    }
    for (const calls of keys.values()) {
      const full = calls.filter((call) => opensAt(call, limits) !== null)
      for (const call of full)
        if (!unsureAfter(call).some(({ key, isCounted }) => isCounted && key === call.key)) saw(call)
      const refusals = full
        .filter(({ isCounted }) => isCounted)
        .map((refused) => ({ refused, knewAt: knewAt(refused), until: opensAt(refused, limits) ?? 0 }))
        .toSorted((a, b) => a.knewAt - b.knewAt)
      let next = 0
      let latest: (typeof refusals)[number] | null = null
      for (const call of refusals.length === 0 ? [] : calls) {
        for (
          let each = refusals[next];
          each && each.knewAt <= call.at && each.refused.order < call.order;
          each = refusals[next]
        ) {
          if (!latest || each.until >= latest.until) latest = each
          next += 1
        }
        if (latest && call.isCounted && call.server.to < latest.until - TIMER_MS && !early.has(call))
          early.set(call, didText(call, latest.refused, latest.until))
      }
    }
    for (const [call, did] of early) broke(call, did)
  },
}

/** When the rate window that refused a call ends, in the server's clock; null where none refused it. */
function opensAt({ kind, pause }: Call, { windowMs }: Limits): number | null {
  if (kind !== 'full' || pause === null) return null
  const boundary = Math.floor(pause.from / windowMs + 1) * windowMs
  const asked = pause.askedMs === null ? boundary : pause.from + pause.askedMs
  return asked < boundary && boundary - asked <= ROUNDING_MS ? asked : Math.max(boundary, asked)
}

function didText(call: Call, refused: Call, until: number): string {
  const pause = formatDuration(Math.max(0, call.at - refused.endedAt))
  const early = formatDuration(until - call.server.to)
  return `Your program called ${pause} after a 429, at least ${early} too early.`
}

export const overTheWindow: CheckRule = {
  name: 'over-the-window',
  severity: 'error',
  title: 'Stay within 60 calls per minute',
  says: '429: the rate limit is 60 requests per minute on external endpoints, in a fixed rate window.',
  why: 'The API refuses each call above the limit. The refused work has to wait for the next minute.',
  change: 'Count the calls of each key, and hold back the 61st until the next full minute.',
  sign: 'More calls of one key leave within one minute of the Date header than the limit allows.',
  needs: 'The API returns 429, or your program makes as many calls as the limit allows.',
  seenBy: '429',
  judge({ keys, limits }, { saw, broke }) {
    for (const ofKey of keys.values()) {
      // Without a Date, nobody knows where the minutes of the server begin.
      const calls = ofKey.filter(({ isCounted, server }) => isCounted && server.isKnown)
      if (calls.length < limits.perWindow && !calls.some(({ kind }) => kind === 'full')) continue
      for (const call of calls) saw(call)
      for (const inWindow of windowsOf(calls, limits).values()) {
        const first = inWindow[limits.perWindow]
        if (first)
          broke(
            first,
            `Your program made ${plural(inWindow.length, 'call')} in one rate window. The limit is ${limits.perWindow}.`,
          )
      }
    }
  },
}

export const polledHard: CheckRule = {
  name: 'polled-hard',
  severity: 'warning',
  title: 'Poll less often',
  says: 'The rate limit is 60 requests per minute for all calls of a key.',
  why: 'A GET that repeats takes the room of all other calls of the key.',
  change: 'Poll less often, or subscribe to a webhook and let the API call your program.',
  sign: 'One unchanged GET takes more than half of a rate window.',
  needs: 'Your program repeats a GET within one minute.',
  seenBy: null,
  judge({ keys, limits }, { saw, broke }) {
    for (const ofKey of keys.values()) {
      const gets = ofKey.filter(({ method, isCounted }) => isCounted && method === 'GET')
      for (const inWindow of windowsOf(gets, limits).values()) {
        if (inWindow.length < 2) continue
        for (const same of groupedBy(inWindow, ({ url }) => url).values()) {
          if (same.length > 1) for (const call of same) saw(call)
          const first = same[Math.floor(limits.perWindow / 2)]
          if (first)
            broke(
              first,
              `Your program sent the same GET ${plural(same.length, 'time')} in one rate window of ${limits.perWindow}.`,
            )
        }
      }
    }
  },
}

/** Calls by the rate window that they surely left in. */
function windowsOf(calls: readonly Call[], { windowMs }: Limits): Map<number, Call[]> {
  const sure = calls.filter(
    ({ server }) => Math.floor(server.from / windowMs) === Math.floor(server.to / windowMs),
  )
  return groupedBy(sure, ({ server }) => Math.floor(server.from / windowMs))
}
