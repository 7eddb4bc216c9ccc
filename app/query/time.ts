import { parseQuery } from './parse.ts'
import type { Moment, Query } from './query.ts'

/** So finely a time that is so long ago is followed: `since:1h` by the minute, `since:5m` in steps of 5 s. */
const PARTS = 60
const SHORTEST_STEP_MS = 5_000
const LONGEST_STEP_MS = 60_000

/** A point in time in epoch ms, as `now` is. */
export function timeOf(moment: Moment, now: number): number {
  return 'ago' in moment ? now - moment.ago : moment.at
}

/** Whether what began then has the times that the query asks for. Both times are epoch ms. */
export function isInTime({ terms }: Query, startedAt: number, now: number): boolean {
  return terms.every((term) => {
    if (term.kind !== 'moment') return true
    const bound = timeOf(term.moment, now)
    return (term.field === 'since' ? startedAt >= bound : startedAt < bound) !== term.negated
  })
}

/** When the query means other exchanges than it does now, only because time goes by; null for never. Epoch ms. */
export function outdatedAt(text: string, now: number): number | null {
  const day = new Date(now)
  const midnight = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime()
  const { query } = parseQuery(text, now)
  const steps = query.terms.flatMap((term) =>
    term.kind === 'moment' && 'ago' in term.moment
      ? [now + Math.min(LONGEST_STEP_MS, Math.max(SHORTEST_STEP_MS, term.moment.ago / PARTS))]
      : [],
  )
  const isOfToday = JSON.stringify(query) !== JSON.stringify(parseQuery(text, midnight).query)
  if (!isOfToday && steps.length === 0) return null
  return Math.min(...steps, isOfToday ? midnight : Infinity)
}
