import { z } from 'zod'
import type { Exchange } from '../contract/exchange.ts'
import type { Activity } from '../contract/activity.ts'
import type { ExchangeSummary } from '../contract/summary.ts'
import type { Query } from '../query/query.ts'
import type { Change } from './change.ts'
import { closeDatabase, openDatabase } from './database.ts'
import type { Connection } from './connection.ts'
import {
  createAnnotationWriter,
  createAnnotationReader,
  type AnnotationChange,
  type Annotations,
} from './annotations.ts'
import { createActivity } from './activity.ts'
import { createProblems, type Problems } from './problems.ts'
import { createReading } from './exchangeReader.ts'
import { createRegistry } from './registry.ts'
import { createSoftDelete } from './softDelete.ts'
import { createHousekeeping, type Housekeeping } from './retention.ts'
import { seqRow, valueRow } from './rows.ts'
import { createSearchIndex } from './searchIndex.ts'
import { createSearch } from './search/search.ts'
import { describeWriter, type Writer } from './writer.ts'
import { createWriting } from './exchangeWriter.ts'

/** Above every position. */
export const TOP = Number.MAX_SAFE_INTEGER

export interface Place {
  query: Query
  /** Only exchanges that came before this one; null begins with the newest. */
  before: string | null
  /** Where an earlier part of the same search has ended; counts instead of `before`. */
  position: number | null
  limit: number
}

/** A part of a search. `position` is where to go on, null when all has been looked at. */
export interface Found {
  ids: string[]
  position: number | null
}
export interface Listed {
  items: ExchangeSummary[]
  marks: Annotations
  position: number | null
}

/** One database of exchanges. Every call is synchronous and throws what SQLite throws. */
export interface Store {
  /**
   * Writes all changes, and then all marks, or nothing. Returns the ids of those that lack their beginning, which are
   * not written.
   */
  put(changes: readonly Change[], marks?: readonly AnnotationChange[]): string[]
  get(id: string): Exchange | null
  has(id: string): boolean
  /** Those that are there and were not removed. */
  known(ids: readonly string[]): string[]
  /** `isOver` ends it before the limit is reached. */
  list(place: Place, isOver: () => boolean): Listed
  find(place: Place, isOver: () => boolean): Found
  total(): number
  /** Counts up with what others write to the same database; with what goes through this store it stays. */
  othersVersion(): number
  /** Null when it takes more than a look. */
  quickCount(query: Query): number | null
  mark(change: AnnotationChange): boolean
  marksOf(ids: readonly string[]): Annotations
  /** Returns how many of them are there. */
  pin(ids: readonly string[], pinned: boolean): number
  /** Hides exchanges until they are restored, or deleted by a later step. Returns how many it hid. */
  remove(ids: readonly string[], removal: number): number
  restoreSome(removal: number): number
  /** Deletes at once. */
  destroy(ids: readonly string[]): void
  problems: Problems
  /** What was sent since a time, in epoch ms. */
  pace(since: number): Activity
  housekeeping: Housekeeping
  /** What could be written behind a field of a query. */
  knownValues(): Record<string, string[]>
  /** What this writer left under way is interrupted from then on. */
  close(): void
}

export interface StoreOptions {
  file: string
  /** Tells this writer from all others. */
  writer: string
  now: () => number
}

const KNOWN_FIELDS = ['profile', 'key', 'route', 'method', 'code', 'failure'] as const
const MOST_KNOWN = 100
const versionRow = z.object({ data_version: z.int() })
const idRow = z.object({ id: z.string() })
const knownRow = z.tuple([z.union([z.string(), z.number()])])

export function openStore({ file, writer, now }: StoreOptions): Store {
  const db = openDatabase(file)
  try {
    return createStore(db, describeWriter(writer, now()), now)
  } catch (error) {
    db.close()
    throw error
  }
}

function createStore(db: Connection, writer: Writer, now: () => number): Store {
  const reading = createReading(db)
  const index = createSearchIndex(db, reading)
  const writing = createWriting(db, index, now)
  const registry = createRegistry(db, writing, writer, now)
  const search = createSearch(db, now)
  const marking = createAnnotationWriter(db, index)
  const marksOf = createAnnotationReader(db)
  const removal = createSoftDelete(db)
  const sql = {
    find: db.prepare('SELECT seq FROM exchanges WHERE id = ?'),
    below: db.prepare('SELECT seq + 1 AS seq FROM exchanges WHERE id < ? ORDER BY id DESC LIMIT 1'),
    ids: db.prepare(
      'SELECT e.id FROM json_each(?) AS wanted CROSS JOIN exchanges AS e ON e.seq = wanted.value ORDER BY wanted.key',
    ),
    seqs: db.prepare(
      'SELECT e.seq FROM json_each(?) AS wanted CROSS JOIN exchanges AS e ON e.id = wanted.value',
    ),
    version: db.prepare('PRAGMA data_version'),
    known: db.prepare(
      'SELECT e.id FROM json_each(?) AS wanted CROSS JOIN exchanges AS e ON e.id = wanted.value WHERE removed IS NULL',
    ),
    total: db.prepare("SELECT value FROM counters WHERE name = 'exchanges'"),
  }
  /** A database that cannot be written can still be read; the first `put` will say what is wrong. */
  let isRegistered = false
  try {
    register()
  } catch {
    isRegistered = false
  }

  return {
    put(changes, marks = []) {
      if (!isRegistered) register()
      return transaction(() => {
        const refused = changes.filter((change) => !writing.write(change, writer.token)).map(({ id }) => id)
        for (const mark of marks) marking(mark)
        return refused
      })
    },
    get: (id) => reading.get(id),
    has: (id) => sql.find.get(id) !== undefined,
    known: (ids) => sql.known.all(JSON.stringify(ids)).map((row) => idRow.parse(row).id),
    list(place, isOver) {
      const { seqs, resume } = slice(place, isOver)
      return { items: reading.summaries(seqs), marks: marksOf(seqs), position: resume }
    },
    find(place, isOver) {
      const { seqs, resume } = slice(place, isOver)
      const ids = sql.ids.all(JSON.stringify(seqs)).map((row) => idRow.parse(row).id)
      return { ids, position: resume }
    },
    total: () => valueRow.parse(sql.total.get()).value,
    othersVersion: () => versionRow.parse(sql.version.get()).data_version,
    quickCount: (query) => search.quickCount(query),
    mark: (change) => transaction(() => marking(change)),
    marksOf: (ids) => marksOf(seqsOf(ids)),
    pin: (ids, pinned) => transaction(() => ids.filter((id) => marking({ id, pinned })).length),
    remove: (ids, number) => transaction(() => removal.hide(seqsOf(ids), number)),
    restoreSome: (number) => transaction(() => removal.restoreSome(number)),
    destroy(ids) {
      transaction(() => removal.destroy(seqsOf(ids)))
    },
    problems: createProblems(db, now),
    pace: createActivity(db),
    housekeeping: createHousekeeping(db, removal, transaction, now),
    knownValues: () => Object.fromEntries(KNOWN_FIELDS.map((field) => [field, knownOf(field)])),
    close() {
      try {
        if (isRegistered) transaction(() => registry.leave())
      } finally {
        closeDatabase(db)
      }
    },
  }

  function register(): void {
    transaction(() => registry.enter())
    isRegistered = true
  }

  function slice({ query, before, position, limit }: Place, isOver: () => boolean) {
    return search.slice(query, position ?? (before === null ? TOP : positionOf(before)), limit, isOver)
  }

  /** An exchange that has been deleted meanwhile leaves the place where it was. */
  function positionOf(id: string): number {
    const row = sql.find.get(id) ?? sql.below.get(id)
    return row ? seqRow.parse(row).seq : 0
  }

  function seqsOf(ids: readonly string[]): number[] {
    return sql.seqs.all(JSON.stringify(ids)).map((row) => seqRow.parse(row).seq)
  }

  function knownOf(field: (typeof KNOWN_FIELDS)[number]): string[] {
    return db
      .prepare(
        `SELECT ${field} FROM shapes WHERE total > 0 AND ${field} IS NOT NULL
         GROUP BY ${field} ORDER BY sum(total) DESC, ${field} LIMIT ${MOST_KNOWN}`,
      )
      .raw()
      .all()
      .map((row) => String(knownRow.parse(row)[0]))
  }

  function transaction<T>(work: () => T): T {
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      db.exec('COMMIT')
      return result
    } catch (error) {
      // SQLite has rolled back by itself after some failures, a full disk for one.
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    }
  }
}
