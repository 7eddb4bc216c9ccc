import { z } from 'zod'
import type { HistoryUsage } from '../contract/keeping.ts'
import { createCandidates } from './candidates.ts'
import type { Connection } from './connection.ts'
import type { Retention } from './history.ts'
import { valueRow } from './rows.ts'
import type { SearchIndex } from './searchIndex.ts'
import { createSettledClock } from './settledClock.ts'
import type { SoftDelete } from './softDelete.ts'
import type { Transaction } from './transactions.ts'
import { createWeights } from './weights.ts'

export const KEEP_ALL: Retention = { maxAgeMs: null, maxCount: null, maxBytes: null }

export interface Step {
  isMore: boolean
  /** Whether something was deleted, or came back, that is seen. */
  hasChanged: boolean
}

export interface Housekeeping {
  /** One short step of deleting, of clearing up behind it, or of giving room back, by turns: so a full disk is relieved soon. */
  step(retention: Retention): Step
  /** Brings some of what is to come back; false when there is nothing more. */
  bringBack(): boolean
  /** One short step of clearing up, between two parts of bulk work. */
  clearUp(): void
  /** How many exchanges such limits would delete now; many are estimated. */
  surplus(retention: Retention): number
  usage(retention: Retention): HistoryUsage
}

/** So many stay whatever their size and age: a limit that is small, or used up by pins, must not take what was just sent. */
const NEWEST = 20
const STEP = 100
/** So many are deleted for good before the time is looked at. */
const FEW = 10
/** A step that can end early does so after this. */
const STEP_MS = 25
/** Pages given back at a time. */
const PAGES = 128
/** With so many free, nothing more is deleted before they are given back: on a full disk that is what is waited for. */
const MOST_FREE = 512
/** Of so many it is weighed how many a limit of size would delete. */
const WEIGHED = 500

const numberRow = z.tuple([z.number()])
const NOTHING: Step = { isMore: false, hasChanged: false }
const DONE: Step = { isMore: true, hasChanged: false }

export interface HousekeepingOptions {
  softDelete: SoftDelete
  index: Pick<SearchIndex, 'merge'>
  transaction: Transaction
  now: () => number
  monotonic: () => number
}

export function createHousekeeping(db: Connection, options: HousekeepingOptions): Housekeeping {
  const { softDelete, transaction, now, monotonic } = options
  const { isSettled, hasJumped } = createSettledClock(now, monotonic)
  const sql = prepare(db)
  const count = (name: 'total' | 'pinned' | 'removed' | 'byLimits') => valueRow.parse(sql[name].get()).value
  const pragma = (name: string) => numberRow.parse(db.prepare(`PRAGMA ${name}`).raw().get())[0]
  const candidates = createCandidates(db)
  const weights = createWeights(db)
  const phases = [change, merge, giveBack]
  let turn = 0
  let isSwept = true
  /** What hidden exchanges still take on the disk; null when it is not known. */
  let hiddenBytes: number | null = null

  return {
    step(retention) {
      for (const _ of phases) {
        const step = phases[turn]?.(retention) ?? NOTHING
        turn = (turn + 1) % phases.length
        if (step.isMore) return step
      }
      if (!isSwept) {
        transaction(() => softDelete.sweep())
        isSwept = true
        return DONE
      }
      candidates.startOver()
      hiddenBytes = null
      return NOTHING
    },
    clearUp() {
      merge()
    },
    bringBack,
    surplus,
    usage(retention) {
      const page = pragma('page_size')
      const first = sql.first.get()
      return {
        exchanges: count('total'),
        pinned: count('pinned'),
        removed: count('removed'),
        byLimits: count('byLimits'),
        toGo: surplus(retention) + (isSettled() ? softDelete.countOverdue(now()) : 0),
        bytes: pragma('page_count') * page,
        freeBytes: pragma('freelist_count') * page,
        oldest: first ? valueRow.parse(first).value : null,
      }
    },
  }

  /** What is to come back does so before anything is deleted. */
  function change(retention: Retention): Step {
    if (softDelete.isAhead(now())) transaction(() => softDelete.restoreByLimits())
    if (bringBack()) return { isMore: true, hasChanged: true }
    if (canGiveBack(MOST_FREE)) return NOTHING
    const [purged, hidden] = transaction(() => {
      const purged = isSettled() ? purge() : 0
      return [purged, purged > 0 ? 0 : hide(next(retention))]
    })
    if (purged + hidden === 0) return NOTHING
    isSwept = false
    return { isMore: true, hasChanged: hidden > 0 }
  }

  function bringBack(): boolean {
    if (!transaction(() => softDelete.bringBack())) return false
    hiddenBytes = null
    return true
  }

  function merge(): Step {
    const end = monotonic() + STEP_MS
    let isMerged = false
    while (options.index.merge()) {
      isMerged = true
      if (monotonic() > end) break
    }
    return isMerged ? DONE : NOTHING
  }

  /** Whether at least so many pages can be given back. */
  function canGiveBack(pages: number): boolean {
    return pragma('freelist_count') >= pages && pragma('auto_vacuum') === 2
  }

  function giveBack(): Step {
    if (!canGiveBack(1)) return NOTHING
    db.exec(`PRAGMA incremental_vacuum(${PAGES})`)
    return DONE
  }

  function purge(): number {
    const end = monotonic() + STEP_MS
    softDelete.redate(now())
    for (let purged = 0; ; purged += FEW) {
      const seqs = softDelete.overdue(now(), FEW)
      if (hiddenBytes !== null) hiddenBytes -= weights.bytesOf(seqs)
      softDelete.destroy(seqs)
      if (seqs.length < FEW || purged + FEW >= STEP || monotonic() > end) return purged + seqs.length
    }
  }

  function hide(seqs: readonly number[]): number {
    if (hiddenBytes !== null) hiddenBytes += weights.bytesOf(seqs)
    return seqs.length === 0 ? 0 : softDelete.hide(seqs, -now())
  }

  function surplus({ maxAgeMs, maxCount, maxBytes }: Retention): number {
    const unpinned = count('total') - count('pinned')
    const most = Math.max(0, unpinned - NEWEST)
    const old = maxAgeMs === null ? 0 : Math.min(most, candidates.count(oldestAllowed(maxAgeMs)))
    const many = maxCount === null ? 0 : Math.max(0, unpinned - maxCount)
    const excess = maxBytes === null ? 0 : usedBytes() - maxBytes
    return Math.max(old, many, excess > 0 ? weighing(excess, most) : 0)
  }

  /** How many of the oldest make up so many bytes. */
  function weighing(excess: number, most: number): number {
    candidates.startOver()
    const seqs = candidates.first(Math.min(most, WEIGHED))
    const bytes = weights.bytesOf(seqs)
    if (bytes >= excess || seqs.length < WEIGHED) return weights.enough(seqs, excess)
    return Math.min(most, Math.ceil(excess / (bytes / seqs.length)))
  }

  /** What is hidden does not count: it goes by itself. */
  function usedBytes(): number {
    hiddenBytes ??= weights.hidden(count('removed'))
    return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size') - hiddenBytes
  }

  /** Measured from what arrived last: a clock that is ahead makes nothing old, nor does what arrives just after a jump. */
  function oldestAllowed(maxAgeMs: number): number {
    if (hasJumped()) return Number.MIN_SAFE_INTEGER
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
      return seqs.slice(0, weights.enough(seqs, excess))
    }
    if (maxCount !== null && unpinned > maxCount) return first(unpinned - maxCount)
    return maxAgeMs === null ? [] : first(most, oldestAllowed(maxAgeMs))
  }
}

function prepare(db: Connection) {
  return {
    first: db.prepare(
      `SELECT started_at AS value FROM (
         SELECT * FROM (SELECT arrived_at, started_at FROM exchanges WHERE pinned = 0 AND removed IS NULL ORDER BY arrived_at LIMIT 1)
         UNION ALL SELECT arrived_at, started_at FROM exchanges WHERE pinned = 1 AND removed IS NULL)
       ORDER BY arrived_at LIMIT 1`,
    ),
    newest: db.prepare(
      'SELECT arrived_at AS value FROM exchanges WHERE pinned = 0 AND removed IS NULL ORDER BY arrived_at DESC LIMIT 1',
    ),
    total: db.prepare("SELECT value FROM counters WHERE name = 'exchanges'"),
    pinned: db.prepare('SELECT count(*) AS value FROM exchanges WHERE pinned = 1 AND removed IS NULL'),
    removed: db.prepare('SELECT count(*) AS value FROM exchanges WHERE removed IS NOT NULL'),
    byLimits: db.prepare('SELECT count(*) AS value FROM exchanges WHERE removed < 0'),
  }
}
