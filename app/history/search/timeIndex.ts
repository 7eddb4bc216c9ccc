import { z } from 'zod'
import type { Connection } from '../connection.ts'

/** Neighbours in one row of `spans`. */
const BLOCK = 1024

const row = z.object({ first: z.number().nullable(), last: z.number().nullable() })

/** Between which `seq`s the exchanges of a time can lie: `low` included, `high` not. */
export function createTimeIndex(
  db: Connection,
): (from: number | null, to: number | null) => { low: number; high: number } {
  const find = db.prepare(
    'SELECT min(block) AS first, max(block) AS last FROM spans WHERE latest >= ? AND earliest < ?',
  )
  return (from, to) => {
    if (from === null && to === null) return { low: 0, high: Number.MAX_SAFE_INTEGER }
    const { first, last } = row.parse(
      find.get(from ?? Number.MIN_SAFE_INTEGER, to ?? Number.MAX_SAFE_INTEGER),
    )
    return first === null || last === null
      ? { low: 0, high: 0 }
      : { low: first * BLOCK, high: (last + 1) * BLOCK }
  }
}
