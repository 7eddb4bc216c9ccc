import { z } from 'zod'
import type { Activity } from '../contract/activity.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { ExchangeSummary } from '../contract/summary.ts'
import type { Query } from '../query/query.ts'
import { createActivity } from './activity.ts'
import { createAnnotationReader, createAnnotationWriter, type Annotations } from './annotations.ts'
import { createCheckpoints, type Checkpoints } from './checkpoints.ts'
import type { Connection } from './connection.ts'
import { closeDatabase, openDatabase } from './database.ts'
import { createExchangeReader } from './exchangeReader.ts'
import { createExchangeWriter } from './exchangeWriter.ts'
import type { AnnotationChange } from './history.ts'
import { lossOf } from './fileErrors.ts'
import { createKnownValues } from './knownValues.ts'
import { openForReading } from './reading.ts'
import { createProblems, type Problems } from './problems.ts'
import { createRegistry } from './registry.ts'
import { createHousekeeping, type Housekeeping } from './retention.ts'
import { seqRow, valueRow } from './rows.ts'
import { createSearch } from './search/search.ts'
import { createSearchIndex } from './searchIndex.ts'
import { createSoftDelete } from './softDelete.ts'
import { createTransactions, type Transaction } from './transactions.ts'
import { describeWriter, type Writer } from './writer.ts'

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
  annotations: Annotations
  position: number | null
}

/** One database of exchanges. Every call is synchronous and throws what SQLite throws. */
export interface Store {
  /**
   * Writes all exchanges, and then what is put on them, or nothing.
   * @param isDurable the commit is to outlive a power cut too, and not the death of the process alone
   */
  put(exchanges: readonly Exchange[], isDurable: boolean, annotations?: readonly AnnotationChange[]): void
  /** Null also for those that were removed. */
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
  annotate(change: AnnotationChange): boolean
  annotationsOf(ids: readonly string[]): Annotations
  /** Returns how many of them are there. */
  pin(ids: readonly string[], pinned: boolean): number
  /** Hides exchanges until they are restored, or deleted by a later step. Returns how many it hid. */
  remove(ids: readonly string[], removal: number): number
  /** From now on all of a removal is to come back, step by step, whatever happens meanwhile. Returns how many. */
  restore(removal: number): number
  /** The same for all that limits have deleted. */
  restoreByLimits(): number
  /** Deletes at once. */
  destroy(ids: readonly string[]): void
  problems: Problems
  /** What was sent since a time, in epoch ms. */
  activity(since: number): Activity
  housekeeping: Housekeeping
  checkpoints: Checkpoints
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
  /** Ms that never jump. */
  monotonic?: (() => number) | undefined
}

/** The same for one who only reads: nothing is changed, and so nothing can be written. */
export function openStoreForReading({
  file,
  writer,
  now,
  monotonic = () => performance.now(),
}: StoreOptions): Store {
  const { db, close } = openForReading(file, now)
  return { ...createStore(db, describeWriter(writer, now()), now, monotonic, null), close }
}

export function openStore({ file, writer, now, monotonic = () => performance.now() }: StoreOptions): Store {
  const db = openDatabase(file)
  try {
    return createStore(db, describeWriter(writer, now()), now, monotonic, file)
  } catch (error) {
    db.close()
    throw error
  }
}

function createStore(
  db: Connection,
  writer: Writer,
  now: () => number,
  monotonic: () => number,
  writtenFile: string | null,
): Store {
  const transaction = createTransactions(db)
  const refuseLost = lossOf(writtenFile)
  /** For what a user wants to be kept. */
  const change: Transaction = (work, isDurable) => {
    refuseLost()
    return transaction(work, isDurable)
  }
  const lookUp = createLookUp(db, now)
  const index = createSearchIndex(db, lookUp.reader)
  const writing = createExchangeWriter(db, index, now)
  const registry = createRegistry(db, writing, writer, now)
  const annotate = createAnnotationWriter(db, index)
  const softDelete = createSoftDelete(db)
  const problems = createProblems(db, now)
  /** A database that cannot be written can still be read; the first `put` will say what is wrong. */
  let isRegistered = false
  const register = () => {
    transaction(() => {
      registry.enter()
      index.setUp()
    })
    isRegistered = true
  }
  try {
    if (writtenFile !== null) register()
  } catch {
    isRegistered = false
  }

  return {
    ...lookUp.methods,
    put(exchanges, isDurable, annotations = []) {
      refuseLost()
      if (!isRegistered) register()
      transaction(() => {
        for (const exchange of exchanges) writing.write(exchange, writer.token)
        for (const annotation of annotations) annotate(annotation)
      }, isDurable)
    },
    annotate: (annotation) => change(() => annotate(annotation)),
    pin: (ids, pinned) => change(() => ids.filter((id) => annotate({ id, pinned })).length),
    remove: (ids, removal) => change(() => softDelete.hide(lookUp.seqsOf(ids), removal)),
    restore: (removal) => change(() => softDelete.restore(removal), true),
    restoreByLimits: () => change(() => softDelete.restoreByLimits(), true),
    destroy(ids) {
      transaction(() => softDelete.destroy(lookUp.seqsOf(ids)))
    },
    problems: { ...problems, setState: (...given) => change(() => problems.setState(...given)) },
    activity: createActivity(db),
    housekeeping: createHousekeeping(db, { softDelete, index, transaction, now, monotonic }),
    checkpoints: createCheckpoints(writtenFile ?? ':memory:'),
    knownValues: createKnownValues(db),
    close() {
      try {
        if (isRegistered) transaction(() => registry.leave())
      } finally {
        closeDatabase(db)
      }
    },
  }
}

const versionRow = z.object({ data_version: z.int() })
const idRow = z.object({ id: z.string() })

/** What a store can be asked without writing. */
function createLookUp(db: Connection, now: () => number) {
  const reader = createExchangeReader(db)
  const search = createSearch(db, now)
  const annotationsOf = createAnnotationReader(db)
  const inOrder = 'FROM json_each(?) AS wanted CROSS JOIN exchanges AS e ON'
  const sql = {
    find: db.prepare('SELECT seq FROM exchanges WHERE id = ?'),
    below: db.prepare('SELECT seq + 1 AS seq FROM exchanges WHERE id < ? ORDER BY id DESC LIMIT 1'),
    ids: db.prepare(`SELECT e.id ${inOrder} e.seq = wanted.value ORDER BY wanted.key`),
    seqs: db.prepare(`SELECT e.seq ${inOrder} e.id = wanted.value`),
    known: db.prepare(`SELECT e.id ${inOrder} e.id = wanted.value WHERE removed IS NULL`),
    version: db.prepare('PRAGMA data_version'),
    total: db.prepare("SELECT value FROM counters WHERE name = 'exchanges'"),
  }
  const seqsOf = (ids: readonly string[]) =>
    sql.seqs.all(JSON.stringify(ids)).map((row) => seqRow.parse(row).seq)

  /** An exchange that has been deleted meanwhile leaves the place where it was. */
  function positionOf(id: string): number {
    const row = sql.find.get(id) ?? sql.below.get(id)
    return row ? seqRow.parse(row).seq : 0
  }
  function slice({ query, before, position, limit }: Place, isOver: () => boolean) {
    return search.slice(query, position ?? (before === null ? TOP : positionOf(before)), limit, isOver)
  }

  const methods = {
    get: (id) => reader.get(id),
    has: (id) => sql.find.get(id) !== undefined,
    known: (ids) => sql.known.all(JSON.stringify(ids)).map((row) => idRow.parse(row).id),
    list(place, isOver) {
      const { seqs, resume } = slice(place, isOver)
      return { items: reader.summaries(seqs), annotations: annotationsOf(seqs), position: resume }
    },
    find(place, isOver) {
      const { seqs, resume } = slice(place, isOver)
      const ids = sql.ids.all(JSON.stringify(seqs)).map((row) => idRow.parse(row).id)
      return { ids, position: resume }
    },
    total: () => valueRow.parse(sql.total.get()).value,
    othersVersion: () => versionRow.parse(sql.version.get()).data_version,
    quickCount: (query) => search.quickCount(query),
    annotationsOf: (ids) => annotationsOf(seqsOf(ids)),
  } satisfies Partial<Store>
  return { methods, reader, seqsOf }
}
