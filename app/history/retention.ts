import { z } from 'zod'
import type { HistoryUsage } from '../contract/keeping.ts'
import type { Connection } from './connection.ts'
import type { Retention } from './history.ts'
import { seqRow, valueRow } from './rows.ts'
import { createSettledClock } from './settledClock.ts'
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
  /** How many exchanges such limits would delete now; it is not counted further than `MOST_COUNTED`. */
  surplus(retention: Retention): number
  usage(): HistoryUsage
}

/** So many stay whatever their size and age: a limit that is small, or used up by pins, must not take what was just sent. */
const NEWEST = 20
const STEP = 100
/** Pages given back at a time. */
const PAGES = 256
/** How many exchanges are weighed at most to say how many a limit of size would delete. */
const MOST_COUNTED = 20_000
/** What an exchange takes beside its texts: rows, indexes, words. */
const OVERHEAD_BYTES = 1024

const numberRow = z.tuple([z.number()])

export interface HousekeepingOptions {
  softDelete: SoftDelete
  transaction: Transaction
  now: () => number
  monotonic: () => number
}

export function createHousekeeping(db: Connection, options: HousekeepingOptions): Housekeeping {
  const { softDelete, transaction, now } = options
  const isSettled = createSettledClock(now, options.monotonic)
  let isSwept = true
  const sql = {
    first: db.prepare('SELECT started_at AS value FROM exchanges WHERE removed IS NULL ORDER BY seq LIMIT 1'),
    newest: db.prepare(
      'SELECT arrived_at AS value FROM exchanges WHERE pinned = 0 AND removed IS NULL ORDER BY arrived_at DESC LIMIT 1',
    ),
    total: db.prepare("SELECT value FROM counters WHERE name = 'exchanges'"),
    pinned: db.prepare('SELECT count(*) AS value FROM exchanges WHERE pinned = 1 AND removed IS NULL'),
    removed: db.prepare('SELECT count(*) AS value FROM exchanges WHERE removed IS NOT NULL'),
    byLimits: db.prepare('SELECT count(*) AS value FROM exchanges WHERE removed < 0'),
  }
  const count = (name: 'total' | 'pinned' | 'removed' | 'byLimits') => valueRow.parse(sql[name].get()).value
  const pragma = (name: string) => numberRow.parse(db.prepare(`PRAGMA ${name}`).raw().get())[0]
  const candidates = createCandidates(db)
  const weigh = createScales(db)
  /** What hidden exchanges still take on the disk; null when it is not known. */
  let hiddenBytes: number | null = null

  return {
    step(retention) {
      const [purged, deleted] = transaction(() => {
        const purged = isSettled() ? purge() : 0
        return [purged, purged > 0 ? 0 : hide(next(retention))]
      })
      if (purged + deleted > 0) {
        isSwept = false
        return { isMore: true, hasDeleted: deleted > 0 }
      }
      candidates.startOver()
      hiddenBytes = null
      return { isMore: tidyUp(), hasDeleted: false }
    },

    surplus({ maxAgeMs, maxCount, maxBytes }) {
      const unpinned = count('total') - count('pinned')
      const most = Math.max(0, unpinned - NEWEST)
      const old = maxAgeMs === null ? 0 : Math.min(most, candidates.count(oldestAllowed(maxAgeMs)))
      const many = maxCount === null ? 0 : Math.max(0, unpinned - maxCount)
      const excess = maxBytes === null ? 0 : usedBytes() - maxBytes
      candidates.startOver()
      const large = excess > 0 ? weigh.enough(candidates.first(Math.min(most, MOST_COUNTED)), excess) : 0
      return Math.max(old, many, large)
    },

    usage() {
      const page = pragma('page_size')
      const first = sql.first.get()
      return {
        exchanges: count('total'),
        pinned: count('pinned'),
        removed: count('removed'),
        byLimits: count('byLimits'),
        bytes: pragma('page_count') * page,
        freeBytes: pragma('freelist_count') * page,
        oldest: first ? valueRow.parse(first).value : null,
      }
    },
  }

  function purge(): number {
    softDelete.redate(now())
    const seqs = softDelete.overdue(now())
    if (hiddenBytes !== null) hiddenBytes -= weigh.bytesOf(seqs)
    return softDelete.destroy(seqs)
  }

  function hide(seqs: readonly number[]): number {
    if (hiddenBytes !== null) hiddenBytes += weigh.bytesOf(seqs)
    return seqs.length === 0 ? 0 : softDelete.hide(seqs, -now())
  }

  /** What is hidden does not count: it goes by itself. */
  function usedBytes(): number {
    hiddenBytes ??= weigh.hiddenBytes()
    return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size') - hiddenBytes
  }

  /** Measured from what arrived last: a clock that is ahead makes nothing old. */
  function oldestAllowed(maxAgeMs: number): number {
    const newest = sql.newest.get()
    return Math.min(now(), newest ? valueRow.parse(newest).value : 0) - maxAgeMs
  }

  function next({ maxAgeMs, maxCount, maxBytes }: Retention): number[] {
    const unpinned = count('total') - count('pinned')
    const first = (most: number, before?: number) => candidates.first(Math.min(STEP, most), before)
    const most = Math.max(0, unpinned - NEWEST)
    const excess = maxBytes === null || most === 0 ? 0 : usedBytes() - maxBytes
    if (excess > 0) {
      const seqs = first(most)
      return seqs.slice(0, weigh.enough(seqs, excess))
    }
    if (maxCount !== null && unpinned > maxCount) return first(unpinned - maxCount)
    return maxAgeMs === null ? [] : first(most, oldestAllowed(maxAgeMs))
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
}

const MAY_GO = 'pinned = 0 AND writer IS NULL AND removed IS NULL'

/** Finds exchanges that may go, those that arrived first, and before a time if one is given. */
function createCandidates(db: Connection) {
  const sql = {
    first: db.prepare(
      `SELECT seq, arrived_at AS value FROM exchanges WHERE ${MAY_GO} AND arrived_at >= ? AND arrived_at < ?
       ORDER BY arrived_at, seq LIMIT ?`,
    ),
    count: db.prepare(`SELECT count(*) AS value FROM exchanges WHERE ${MAY_GO} AND arrived_at < ?`),
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

/** Tells what exchanges take on the disk, about. */
function createScales(db: Connection) {
  const bytesOf = (from: string) => `SELECT ${OVERHEAD_BYTES} +
    (SELECT total(octet_length(request) + octet_length(reading)) FROM documents WHERE exchange = seq) +
    (SELECT total(octet_length(document)) FROM attempts WHERE at BETWEEN seq * 512 AND seq * 512 + 511) +
    (SELECT total(octet_length(text)) FROM bodies WHERE at BETWEEN seq * 512 AND seq * 512 + 511) AS bytes FROM ${from}`
  const given = bytesOf('(SELECT value AS seq FROM json_each(?))')
  const sql = {
    given: db.prepare(`SELECT total(bytes) FROM (${given})`).raw(),
    hidden: db.prepare(`SELECT total(bytes) FROM (${bytesOf('exchanges WHERE removed IS NOT NULL')})`).raw(),
    enough: db
      .prepare(
        `SELECT count(*) FROM (SELECT sum(bytes) OVER (ROWS UNBOUNDED PRECEDING) - bytes AS earlier FROM (${given}))
         WHERE earlier < ?`,
      )
      .raw(),
  }
  const only = (row: unknown) => numberRow.parse(row)[0]
  return {
    bytesOf: (seqs: readonly number[]) => only(sql.given.get(JSON.stringify(seqs))),
    hiddenBytes: () => only(sql.hidden.get()),
    /** How many from the first on make up so many bytes. */
    enough: (seqs: readonly number[], bytes: number) => only(sql.enough.get(JSON.stringify(seqs), bytes)),
  }
}
