import { z } from 'zod'
import { activitySchema, type Activity } from '../contract/activity.ts'
import { DELIVERIES } from '../contract/names.ts'
import type { Connection } from './connection.ts'
import { createTimeIndex } from './search/timeIndex.ts'

const MINUTE_MS = 60_000
/** An attempt may leave this long after its exchange began: more than any deadline that makes sense. */
const LONGEST_MS = 15 * MINUTE_MS
const MOST_LIMITED = 50

const limitedItem = activitySchema.shape.limited.element
const attemptRow = z.object({ ...limitedItem.shape, isRemoved: z.int(), status: z.int().nullable() })

/** What was sent since a time, in epoch ms, without deliveries, which nobody sent to the API. Reads as many rows as there were attempts. */
export function createActivity(db: Connection): (since: number) => Activity {
  const between = createTimeIndex(db)
  const attempts = db.prepare(
    `SELECT e.id, document ->> '$.startedAt' AS startedAt, profile, key, method, route, removed IS NOT NULL AS isRemoved,
       document ->> '$.response.status' AS status
     FROM exchanges AS e CROSS JOIN shapes AS s ON s.id = shape CROSS JOIN attempts ON at BETWEEN seq * 512 + 1 AND seq * 512 + 511
     WHERE seq >= ? AND seq < ? AND started_at >= ? AND document ->> '$.purpose' = 'request' AND profile <> '${DELIVERIES}'
     ORDER BY at DESC`,
  )

  return (since) => {
    const from = since - LONGEST_MS
    const { low, high } = between(from, null)
    const minutes = new Map<string, Activity['minutes'][number]>()
    const limited: Activity['limited'] = []
    for (const row of attempts.all(low, high, from)) {
      const { isRemoved, status, ...attempt } = attemptRow.parse(row)
      const { startedAt, profile, key } = attempt
      const left = Date.parse(startedAt)
      if (left < since) continue
      const start = Math.floor(left / MINUTE_MS) * MINUTE_MS
      const name = JSON.stringify([profile, key, start])
      const minute = minutes.get(name) ?? { profile, key, start, sent: 0, limited: 0 }
      minute.sent += 1
      if (status === 429) {
        minute.limited += 1
        if (isRemoved === 0) limited.push(attempt)
      }
      minutes.set(name, minute)
    }
    limited.sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))
    return {
      minutes: [...minutes.values()].sort((a, b) => a.start - b.start),
      limited: limited.slice(0, MOST_LIMITED),
    }
  }
}
