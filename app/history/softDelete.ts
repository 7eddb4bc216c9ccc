import type { Connection } from './connection.ts'
import { seqRow, valueRow } from './rows.ts'

/**
 * Hides exchanges until they are deleted for good. A removal is named by its time in epoch ms; below zero it was made by a
 * limit and not by the user.
 */
export interface SoftDelete {
  /** Hides exchanges that have ended. Returns how many. */
  hide(seqs: readonly number[], removal: number): number
  /** From now on all of a removal is to come back, and nothing of it is deleted. Returns how many. */
  restore(removal: number): number
  /** The same for all that limits have deleted. */
  restoreByLimits(): number
  /** Brings some of what is to come back; false when there is nothing more. */
  bringBack(): boolean
  /** Some of those whose time to be brought back is over. */
  overdue(now: number, most: number): number[]
  countOverdue(now: number): number
  /** Whether a limit has deleted something later than now: the clock was ahead, and what was too old then may not be so. */
  isAhead(now: number): boolean
  /** A removal by the user that lies far ahead was made while the clock was wrong: its time begins now. */
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
/** Clocks are corrected by less without having been wrong. */
const AHEAD_MS = 60_000
/** So many are brought back at a time. */
const STEP = 100
/** Stands for all that limits have deleted. */
const BY_LIMITS = -1

const OVERDUE = 'exchanges WHERE removed BETWEEN 0 AND ?1 OR removed BETWEEN ?2 AND -1'

/** Every call belongs into a transaction. */
export function createSoftDelete(db: Connection): SoftDelete {
  const sql = prepare(db)
  const bounds = (now: number) => [now - UNDO_MS - 1, UNDO_LIMIT_MS + 1 - now] as const
  const range = (removal: number) => (removal < 0 ? [Number.MIN_SAFE_INTEGER, -1] : [removal, removal])

  function restore(removal: number): number {
    const count = valueRow.parse(sql.count.get(...range(removal))).value
    if (count > 0) sql.begin.run(`restore ${removal}`, removal)
    return count
  }

  return {
    hide: (seqs, removal) => sql.hide.run(JSON.stringify(seqs), removal).changes,
    restore,
    restoreByLimits: () => restore(BY_LIMITS),
    bringBack() {
      const found = sql.begun.get()
      if (!found) return false
      const { value } = valueRow.parse(found)
      if (sql.restore.run(...range(value)).changes < STEP) sql.end.run(value)
      return true
    },
    overdue: (now, most) => sql.overdue.all(...bounds(now), most).map((row) => seqRow.parse(row).seq),
    countOverdue: (now) => valueRow.parse(sql.countOverdue.get(...bounds(now))).value,
    isAhead: (now) => sql.ahead.get(-now - AHEAD_MS) !== undefined,
    redate(now) {
      sql.redate.run(now, UNDO_LIMIT_MS)
    },
    destroy: (seqs) => sql.destroy.run(JSON.stringify(seqs)).changes,
    sweep() {
      // What is hidden still needs its shape.
      if (valueRow.parse(sql.hidden.get()).value > 0) return
      sql.shapes.run()
      sql.hours.run()
    },
  }
}

function prepare(db: Connection) {
  return {
    hide: db.prepare(
      `UPDATE exchanges SET removed = ?2 WHERE seq IN (SELECT value FROM json_each(?1)) AND removed IS NULL AND writer IS NULL`,
    ),
    count: db.prepare('SELECT count(*) AS value FROM exchanges WHERE removed BETWEEN ? AND ?'),
    // Many take a while: what has begun is written down, so that a later start goes on.
    begin: db.prepare('INSERT INTO counters VALUES (?, ?) ON CONFLICT DO NOTHING'),
    begun: db.prepare("SELECT value FROM counters WHERE name GLOB 'restore *' LIMIT 1"),
    end: db.prepare("DELETE FROM counters WHERE name = 'restore ' || CAST(? AS INTEGER)"),
    restore: db.prepare(
      `UPDATE exchanges SET removed = NULL
       WHERE seq IN (SELECT seq FROM exchanges WHERE removed BETWEEN ? AND ? LIMIT ${STEP})`,
    ),
    overdue: db.prepare(`SELECT seq FROM ${OVERDUE} LIMIT ?3`),
    countOverdue: db.prepare(`SELECT count(*) AS value FROM ${OVERDUE}`),
    redate: db.prepare('UPDATE exchanges SET removed = ?1 WHERE removed > ?1 + ?2'),
    ahead: db.prepare('SELECT 1 FROM exchanges WHERE removed < ? LIMIT 1'),
    destroy: db.prepare('DELETE FROM exchanges WHERE seq IN (SELECT value FROM json_each(?))'),
    hidden: db.prepare(
      'SELECT count(*) AS value FROM (SELECT 1 FROM exchanges WHERE removed IS NOT NULL LIMIT 1)',
    ),
    shapes: db.prepare('DELETE FROM shapes WHERE total = 0'),
    hours: db.prepare('DELETE FROM hours WHERE total <= 0 OR shape NOT IN (SELECT id FROM shapes)'),
  }
}
