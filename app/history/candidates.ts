import { z } from 'zod'
import type { Connection } from './connection.ts'
import { seqRow, valueRow } from './rows.ts'

const MAY_GO = 'pinned = 0 AND writer IS NULL AND removed IS NULL'

/** Finds exchanges that may go, those that arrived first, and before a time if one is given. */
export function createCandidates(db: Connection) {
  const sql = {
    first: db.prepare(
      `SELECT seq, arrived_at AS value FROM exchanges WHERE ${MAY_GO} AND arrived_at >= ? AND arrived_at < ?
       ORDER BY arrived_at, seq LIMIT ?`,
    ),
    // The few that are under way are counted too: the index alone does not tell them.
    count: db.prepare(
      'SELECT count(*) AS value FROM exchanges WHERE pinned = 0 AND removed IS NULL AND arrived_at < ?',
    ),
  }
  const row = z.object({ ...seqRow.shape, ...valueRow.shape })
  /** What arrived earlier is hidden by now, and need not be passed over at each step. */
  let from = Number.MIN_SAFE_INTEGER
  return {
    first(most: number, before = Number.MAX_SAFE_INTEGER): number[] {
      const found = sql.first.all(from, before, most).map((each) => row.parse(each))
      from = found[0]?.value ?? from
      return found.map(({ seq }) => seq)
    },
    startOver() {
      from = Number.MIN_SAFE_INTEGER
    },
    count: (before: number) => valueRow.parse(sql.count.get(before)).value,
  }
}
