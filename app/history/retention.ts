import { z } from 'zod'
import type { Connection } from './connection.ts'
import type { Removal } from './removal.ts'
import { valueRow } from './rows.ts'

export const retentionSchema = z.object({
  maxAgeMs: z.number().nullable(),
  maxCount: z.number().nullable(),
  /** Of the database, what is already free in it not counted. */
  maxBytes: z.number().nullable(),
})

/** What may go by itself, oldest arrival first; null sets no limit. Pinned exchanges stay, and so does what runs. */
export type Retention = z.infer<typeof retentionSchema>

export const KEEP_ALL: Retention = { maxAgeMs: null, maxCount: null, maxBytes: null }

/** How much there is, for people to see before they set limits. */
export interface Usage {
  exchanges: number
  pinned: number
  /** Removed, but not yet for good. */
  removed: number
  bytes: number
  /** Of these, what is free and will be given back to the disk. */
  freeBytes: number
  /** Start of the oldest, epoch ms; null when there is none. */
  oldest: number | null
}

export interface Housekeeping {
  /** One short step of deleting and freeing; true while there is more to do. Each is a transaction of its own. */
  step(retention: Retention): boolean
  usage(): Usage
}

/** A removal can be undone for so long. */
export const UNDO_MS = 10 * 60_000
const STEP = 100
/** Pages given back at a time. */
const PAGES = 256

const oldRow = z.object({ seq: z.int(), startedAt: z.int() })
const numberRow = z.tuple([z.number()])

export function createHousekeeping(
  db: Connection,
  removal: Removal,
  transaction: <T>(work: () => T) => T,
  now: () => number,
): Housekeeping {
  const openedAt = now()
  let isSwept = true
  const sql = {
    oldest: db.prepare(
      `SELECT seq, started_at AS startedAt FROM exchanges
       WHERE pinned = 0 AND writer IS NULL AND removed IS NULL ORDER BY seq LIMIT ?`,
    ),
    first: db.prepare('SELECT started_at AS value FROM exchanges WHERE removed IS NULL ORDER BY seq LIMIT 1'),
    total: db.prepare("SELECT value FROM counters WHERE name = 'exchanges'"),
    pinned: db.prepare('SELECT count(*) AS value FROM exchanges WHERE pinned = 1 AND removed IS NULL'),
    removed: db.prepare('SELECT count(*) AS value FROM exchanges WHERE removed IS NOT NULL'),
  }
  const count = (name: 'total' | 'pinned' | 'removed') => valueRow.parse(sql[name].get()).value

  return {
    step(retention) {
      const gone = transaction(() => {
        // What an earlier session removed nobody can undo any more.
        const purged = removal.purgeSome(Math.max(openedAt, now() - UNDO_MS))
        return purged > 0 ? purged : removal.destroy(surplus(retention))
      })
      if (gone > 0) {
        isSwept = false
        return true
      }
      if (!isSwept) {
        transaction(() => removal.sweep())
        isSwept = true
        return true
      }
      if (pragma('freelist_count') > 0 && pragma('auto_vacuum') === 2) {
        db.exec(`PRAGMA incremental_vacuum(${PAGES})`)
        return true
      }
      db.exec('PRAGMA wal_checkpoint(PASSIVE)')
      return false
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

  function surplus({ maxAgeMs, maxCount, maxBytes }: Retention): number[] {
    const used = () => (pragma('page_count') - pragma('freelist_count')) * pragma('page_size')
    if (maxBytes !== null && used() > maxBytes) return oldest(STEP)
    const excess = maxCount === null ? 0 : count('total') - maxCount
    if (excess > 0) return oldest(Math.min(STEP, excess))
    return maxAgeMs === null ? [] : oldest(STEP, now() - maxAgeMs)
  }

  function oldest(limit: number, before = Number.POSITIVE_INFINITY): number[] {
    return sql.oldest
      .all(limit)
      .map((row) => oldRow.parse(row))
      .filter(({ startedAt }) => startedAt < before)
      .map(({ seq }) => seq)
  }

  function pragma(name: string): number {
    return numberRow.parse(db.prepare(`PRAGMA ${name}`).raw().get())[0]
  }
}
