import { z } from 'zod'
import type { Connection } from './connection.ts'

export interface SoftDelete {
  /** Hides exchanges that have ended; `number` names the removal, so that it can be undone. Returns how many. */
  hide(seqs: readonly number[], number: number): number
  /** Brings back some of a removal; 0 when all of it is back. */
  restoreSome(number: number): number
  /** Deletes some of the removals whose number lies outside of the range; 0 when nothing is left to delete. */
  purgeSome(first: number, last: number): number
  /** Deletes exchanges for good. */
  destroy(seqs: readonly number[]): number
  /** Forgets what only deleted exchanges had. */
  sweep(): void
}

const STEP = 100
const countRow = z.object({ count: z.int() })

/** Every call belongs into a transaction. */
export function createSoftDelete(db: Connection): SoftDelete {
  const sql = {
    hide: db.prepare(
      `UPDATE exchanges SET removed = ?2 WHERE seq IN (SELECT value FROM json_each(?1)) AND removed IS NULL AND writer IS NULL`,
    ),
    restore: db.prepare(
      `UPDATE exchanges SET removed = NULL WHERE seq IN (SELECT seq FROM exchanges WHERE removed = ? LIMIT ${STEP})`,
    ),
    purge: db.prepare(
      `DELETE FROM exchanges WHERE seq IN (SELECT seq FROM exchanges WHERE removed < ?1 OR removed > ?2 LIMIT ${STEP})`,
    ),
    destroy: db.prepare('DELETE FROM exchanges WHERE seq IN (SELECT value FROM json_each(?))'),
    hidden: db.prepare(
      'SELECT count(*) AS count FROM (SELECT 1 FROM exchanges WHERE removed IS NOT NULL LIMIT 1)',
    ),
    shapes: db.prepare('DELETE FROM shapes WHERE total = 0'),
    hours: db.prepare('DELETE FROM hours WHERE total <= 0 OR shape NOT IN (SELECT id FROM shapes)'),
  }
  return {
    hide: (seqs, number) => sql.hide.run(JSON.stringify(seqs), number).changes,
    restoreSome: (number) => sql.restore.run(number).changes,
    purgeSome: (first, last) => sql.purge.run(first, last).changes,
    destroy: (seqs) => sql.destroy.run(JSON.stringify(seqs)).changes,
    sweep() {
      // What is hidden still needs its shape.
      if (countRow.parse(sql.hidden.get()).count > 0) return
      sql.shapes.run()
      sql.hours.run()
    },
  }
}
