import { z } from 'zod'
import type { HistoryUsage } from '../contract/keeping.ts'
import type { Connection } from './connection.ts'
import type { Retention } from './history.ts'
import { seqRow, valueRow } from './rows.ts'
import type { SoftDelete } from './softDelete.ts'
import type { Transaction } from './transactions.ts'

export const KEEP_ALL: Retention = { maxAgeMs: null, maxCount: null, maxBytes: null }

export interface Step {
  isMore: boolean
  /** Whether something was deleted that could be seen until then. */
  hasDeleted: boolean
}

export interface Housekeeping {
  /** One short step of deleting and freeing. Each is a transaction of its own. */
  step(retention: Retention): Step
  usage(): HistoryUsage
}

/** A removal can be undone for so long, by its number, which is its time. */
export const UNDO_MS = 10 * 60_000
/** A removal that lies ahead by more than the clock was ever set back in a session waits for nobody. */
const AHEAD_MS = 24 * 60 * 60_000
/** So many stay whatever their size: a limit that is small, or used up by pins, must not take what was just sent. */
const NEWEST = 20
const STEP = 100
/** Pages given back at a time. */
const PAGES = 256

const numberRow = z.tuple([z.number()])

export function createHousekeeping(
  db: Connection,
  softDelete: SoftDelete,
  transaction: Transaction,
  now: () => number,
): Housekeeping {
  let isSwept = true
  const sql = {
    first: db.prepare('SELECT started_at AS value FROM exchanges WHERE removed IS NULL ORDER BY seq LIMIT 1'),
    total: db.prepare("SELECT value FROM counters WHERE name = 'exchanges'"),
    pinned: db.prepare('SELECT count(*) AS value FROM exchanges WHERE pinned = 1 AND removed IS NULL'),
    removed: db.prepare('SELECT count(*) AS value FROM exchanges WHERE removed IS NOT NULL'),
  }
  const count = (name: 'total' | 'pinned' | 'removed') => valueRow.parse(sql[name].get()).value
  const pragma = (name: string) => numberRow.parse(db.prepare(`PRAGMA ${name}`).raw().get())[0]
  const oldest = createOldest(db)

  return {
    step(retention) {
      const [purged, deleted] = transaction(() => {
        const hidden = softDelete.purgeSome(now() - UNDO_MS, now() + AHEAD_MS)
        return [hidden, hidden > 0 ? 0 : softDelete.destroy(surplus(retention))]
      })
      if (purged + deleted > 0) {
        isSwept = false
        return { isMore: true, hasDeleted: deleted > 0 }
      }
      return { isMore: tidyUp(), hasDeleted: false }
    },

    usage() {
      const page = pragma('page_size')
      const first = sql.first.get()
      return {
        exchanges: count('total'),
        pinned: count('pinned'),
        removed: count('removed'),
        bytes: pragma('page_count') * page,
        freeBytes: pragma('freelist_count') * page,
        oldest: first ? valueRow.parse(first).value : null,
      }
    },
  }

  function tidyUp(): boolean {
    if (!isSwept) {
      transaction(() => softDelete.sweep())
      isSwept = true
      return true
    }
    if (pragma('freelist_count') > 0 && pragma('auto_vacuum') === 2) {
      db.exec(`PRAGMA incremental_vacuum(${PAGES})`)
      return true
    }
    db.exec('PRAGMA wal_checkpoint(PASSIVE)')
    return false
  }

  function surplus({ maxAgeMs, maxCount, maxBytes }: Retention): number[] {
    const unpinned = count('total') - count('pinned')
    const used = (pragma('page_count') - pragma('freelist_count')) * pragma('page_size')
    if (maxBytes !== null && used > maxBytes && unpinned > NEWEST) return oldest(unpinned - NEWEST)
    if (maxCount !== null && unpinned > maxCount) return oldest(unpinned - maxCount)
    return maxAgeMs === null ? [] : oldest(STEP, now() - maxAgeMs)
  }
}

/** Finds exchanges that may go: at most so many, those that arrived first, and before a time if one is given. */
function createOldest(db: Connection): (most: number, before?: number) => number[] {
  const sql = db.prepare(
    `SELECT seq FROM exchanges WHERE pinned = 0 AND writer IS NULL AND removed IS NULL AND arrived_at < ?
     ORDER BY arrived_at, seq LIMIT ?`,
  )
  return (most, before = Number.MAX_SAFE_INTEGER) =>
    sql.all(before, Math.min(STEP, most)).map((row) => seqRow.parse(row).seq)
}
