import { z } from 'zod'
import type { Connection } from './connection.ts'
import { seqRow } from './rows.ts'

/**
 * Hides exchanges until they are deleted for good. A removal is named by its time in epoch ms; below zero it was made by a
 * limit and not by the user.
 */
export interface SoftDelete {
  /** Hides exchanges that have ended. Returns how many. */
  hide(seqs: readonly number[], removal: number): number
  /** Brings back all of a removal. Returns how many. */
  restore(removal: number): number
  /** Brings back all that limits have deleted. Returns how many. */
  restoreByLimits(): number
  /** Some of those whose time to be brought back is over. */
  overdue(now: number): number[]
  /** A removal that lies far ahead was made while the clock was wrong: its time begins now. */
  redate(now: number): void
  /** Deletes exchanges for good. */
  destroy(seqs: readonly number[]): number
  /** Forgets what only deleted exchanges had. */
  sweep(): void
}

/** A removal by the user can be undone for so long. */
export const UNDO_MS = 10 * 60_000
/** One by a limit can be undone for so long. */
export const UNDO_LIMIT_MS = 24 * 60 * 60_000
const STEP = 100
const countRow = z.object({ count: z.int() })

/** Every call belongs into a transaction. */
export function createSoftDelete(db: Connection): SoftDelete {
  const sql = {
    hide: db.prepare(
      `UPDATE exchanges SET removed = ?2 WHERE seq IN (SELECT value FROM json_each(?1)) AND removed IS NULL AND writer IS NULL`,
    ),
    restore: db.prepare('UPDATE exchanges SET removed = NULL WHERE removed = ?'),
    restoreByLimits: db.prepare('UPDATE exchanges SET removed = NULL WHERE removed < 0'),
    overdue: db.prepare(
      `SELECT seq FROM exchanges WHERE removed BETWEEN 0 AND ?1 OR removed BETWEEN ?2 AND -1 LIMIT ${STEP}`,
    ),
    redate: db.prepare('UPDATE exchanges SET removed = ?1 WHERE removed > ?1 + ?2'),
    redateByLimits: db.prepare('UPDATE exchanges SET removed = -?1 WHERE removed < -?1 - ?2'),
    destroy: db.prepare('DELETE FROM exchanges WHERE seq IN (SELECT value FROM json_each(?))'),
    hidden: db.prepare(
      'SELECT count(*) AS count FROM (SELECT 1 FROM exchanges WHERE removed IS NOT NULL LIMIT 1)',
    ),
    shapes: db.prepare('DELETE FROM shapes WHERE total = 0'),
    hours: db.prepare('DELETE FROM hours WHERE total <= 0 OR shape NOT IN (SELECT id FROM shapes)'),
  }
  return {
    hide: (seqs, removal) => sql.hide.run(JSON.stringify(seqs), removal).changes,
    restore: (removal) => sql.restore.run(removal).changes,
    restoreByLimits: () => sql.restoreByLimits.run().changes,
    overdue: (now) =>
      sql.overdue.all(now - UNDO_MS - 1, UNDO_LIMIT_MS + 1 - now).map((row) => seqRow.parse(row).seq),
    redate(now) {
      sql.redate.run(now, UNDO_LIMIT_MS)
      sql.redateByLimits.run(now, UNDO_LIMIT_MS)
    },
    destroy: (seqs) => sql.destroy.run(JSON.stringify(seqs)).changes,
    sweep() {
      // What is hidden still needs its shape.
      if (countRow.parse(sql.hidden.get()).count > 0) return
      sql.shapes.run()
      sql.hours.run()
    },
  }
}
