import { z } from 'zod'
import type { HistoryPage } from '../contract/calls.ts'
import { EXCHANGE_VERSION, exchangeSchema, type Exchange } from '../contract/exchange.ts'
import { summarySchema } from '../contract/summary.ts'
import { REQUEST_BODY, type Change } from './change.ts'
import { closeDatabase, openDatabase, type Connection } from './database.ts'
import { describeWriter, isAlive, type Writer } from './writer.ts'

export interface ListQuery {
  /** Only exchanges with a smaller id; null begins with the newest. */
  before: string | null
  limit: number
}

/** One database of exchanges. Every call is synchronous and throws what SQLite throws. */
export interface Store {
  /** Writes all changes or none. Returns the ids of those that lack their beginning, which are not written. */
  put(changes: readonly Change[]): string[]
  get(id: string): Exchange | null
  has(id: string): boolean
  list(query: ListQuery): HistoryPage
  remove(ids: readonly string[]): void
  /** What this writer left under way is interrupted from then on. */
  close(): void
}

export interface StoreOptions {
  file: string
  /** Tells this writer from all others. */
  writer: string
  now: () => number
}

const SUMMARY = `id, source, replay_of AS replayOf, profile, key, started_at AS startedAt, ended_at AS endedAt, method, url,
  route, status, code, failure, attempts, duration_ms AS durationMs, outcome, headline`

const time = z.int().transform((ms) => new Date(ms).toISOString())
/** Picks the columns that are meant: libsql adds one of its own to some rows. */
const summaryRow = z.object({ ...summarySchema.shape, startedAt: time, endedAt: time.nullable() })
const seqRow = z.object({ seq: z.int() })
const valueRow = z.object({ value: z.int() })
const writerRow = z.object({
  token: z.string(),
  pid: z.int(),
  process: z.string().nullable(),
  since: z.int(),
})
const documentRow = z.object({ ...summaryRow.shape, seq: z.int(), request: z.string(), reading: z.string() })
const attemptRow = z.object({ document: z.string() })
const bodyRow = z.object({ number: z.int(), escaped: z.int(), text: z.string() })
const unfinishedRow = z.object({ seq: z.int(), id: z.string(), writer: z.string() })

export function openStore({ file, writer, now }: StoreOptions): Store {
  const db = openDatabase(file)
  try {
    return createStore(db, prepare(db), describeWriter(writer, now()), now)
  } catch (error) {
    db.close()
    throw error
  }
}

function createStore(
  db: Connection,
  sql: ReturnType<typeof prepare>,
  writer: Writer,
  now: () => number,
): Store {
  /** A database that cannot be written can still be read; the first `put` will say what is wrong. */
  let isRegistered = false
  try {
    transaction(register)
  } catch {
    isRegistered = false
  }

  return {
    put(changes) {
      return transaction(() => {
        if (!isRegistered) register()
        return changes.filter((change) => !write(change)).map(({ id }) => id)
      })
    },

    get(id) {
      const row = sql.document.get(id)
      if (!row) return null
      const { seq, request, reading, ...summary } = documentRow.parse(row)
      const bodies = new Map(sql.bodies.all(seq).map((body) => unescaped(bodyRow.parse(body))))
      const attempts = sql.attempts.all(seq).map((attempt) => {
        const document = attemptDocument.parse(JSON.parse(attemptRow.parse(attempt).document))
        return document.response
          ? { ...document, response: { ...document.response, body: bodies.get(document.number) ?? '' } }
          : document
      })
      return exchangeSchema.parse({
        version: EXCHANGE_VERSION,
        id: summary.id,
        source: summary.source,
        replayOf: summary.replayOf,
        profile: summary.profile,
        key: summary.key,
        startedAt: summary.startedAt,
        endedAt: summary.endedAt,
        request: { ...jsonObject.parse(JSON.parse(request)), body: bodies.get(REQUEST_BODY) ?? null },
        attempts,
        outcome: summary.outcome,
        ...jsonObject.parse(JSON.parse(reading)),
      })
    },

    has: (id) => sql.find.get(id) !== undefined,

    list({ before, limit }) {
      const rows = before === null ? sql.newest.all(limit + 1) : sql.older.all(before, limit + 1)
      const items = rows.slice(0, limit).map((row) => summaryRow.parse(row))
      const next = rows.length > limit ? (items.at(-1)?.id ?? null) : null
      return { items, next, total: valueRow.parse(sql.total.get()).value }
    },

    remove(ids) {
      transaction(() => {
        for (const id of ids) sql.remove.run(id)
      })
    },

    close() {
      try {
        if (isRegistered) {
          transaction(() => {
            interrupt((token) => token === writer.token)
            sql.removeWriter.run(writer.token)
          })
        }
      } finally {
        closeDatabase(db)
      }
    },
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

  /** Announces this writer, and ends what others left behind who live no more. */
  function register(): void {
    const isGone = new Map<string, boolean>()
    for (const row of sql.writers.all()) {
      const other = writerRow.parse(row)
      isGone.set(other.token, other.token !== writer.token && !isAlive(other, now()))
    }
    interrupt((token) => isGone.get(token) ?? token !== writer.token)
    for (const [token, gone] of isGone) if (gone) sql.removeWriter.run(token)
    sql.addWriter.run(writer.token, writer.pid, writer.process, writer.since)
    isRegistered = true
  }

  /** The last sign of life is taken for the end: nobody knows when its writer stopped. */
  function interrupt(isMeant: (writer: string) => boolean): void {
    for (const row of sql.unfinished.all()) {
      const { seq, writer: token } = unfinishedRow.parse(row)
      if (!isMeant(token)) continue
      const ends = sql.attempts.all(seq).map((attempt) => {
        const { startedAt, timing } = attemptDocument.parse(JSON.parse(attemptRow.parse(attempt).document))
        return Math.round(Date.parse(startedAt) + (timing.totalMs ?? 0))
      })
      sql.interrupt.run(Math.max(0, ...ends), seq)
    }
  }

  function write(change: Change): boolean {
    const found = sql.find.get(change.id)
    const known = found ? seqRow.parse(found).seq : null
    if (known === null && !change.whole) return false
    const { row } = change
    const columns = [
      row.endedAt === null ? writer.token : null,
      row.source,
      row.replayOf,
      row.profile,
      row.key,
      row.method,
      withoutNul(row.url),
      row.route,
      row.status,
      row.code,
      row.failure,
      row.attempts,
      row.outcome,
      Date.parse(row.startedAt),
      row.endedAt === null ? null : Date.parse(row.endedAt),
      row.durationMs,
      withoutNul(row.headline),
      withoutNul(row.fingerprint),
      withoutNul(row.traceId),
    ]
    const seq = known ?? Number(sql.insert.run(...columns, change.id).lastInsertRowid)
    if (known !== null) {
      sql.update.run(...columns, seq)
      if (change.whole) {
        sql.removeAttempts.run(seq)
        sql.removeBodies.run(seq)
      }
    }
    if (change.request !== null || change.reading !== null)
      sql.putDocument.run(seq, change.request, change.reading)
    for (const { number, document } of change.attempts) sql.putAttempt.run(seq, number, document)
    for (const { number, text } of change.bodies) {
      const mustEscape = UNSTORABLE.test(text)
      sql.putBody.run(seq, number, mustEscape ? 1 : 0, mustEscape ? JSON.stringify(text) : text)
    }
    return true
  }
}

const jsonObject = z.record(z.string(), z.unknown())
const attemptDocument = z.looseObject({
  number: z.int(),
  startedAt: z.string(),
  timing: z.looseObject({ totalMs: z.number().nullable() }),
  response: jsonObject.nullable(),
})

/** A NUL ends a text when libsql reads it, and half a surrogate pair has no UTF-8. */
const UNSTORABLE = /[\0\p{Surrogate}]/u

function unescaped({ number, escaped, text }: z.infer<typeof bodyRow>): [number, string] {
  return [number, escaped === 1 ? z.string().parse(JSON.parse(text)) : text]
}

function withoutNul(text: string | null): string | null {
  return text?.replaceAll('\0', '\uFFFD') ?? null
}

function prepare(db: Connection) {
  return {
    find: db.prepare('SELECT seq FROM exchanges WHERE id = ?'),
    insert: db.prepare(
      `INSERT INTO exchanges (writer, source, replay_of, profile, key, method, url, route, status, code, failure, attempts,
         outcome, started_at, ended_at, duration_ms, headline, fingerprint, trace_id, id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    update: db.prepare(
      `UPDATE exchanges SET writer = ?, source = ?, replay_of = ?, profile = ?, key = ?, method = ?, url = ?, route = ?,
         status = ?, code = ?, failure = ?, attempts = ?, outcome = ?, started_at = ?, ended_at = ?, duration_ms = ?,
         headline = ?, fingerprint = ?, trace_id = ? WHERE seq = ?`,
    ),
    putDocument: db.prepare(
      `INSERT INTO documents VALUES (?1, coalesce(?2, ''), coalesce(?3, ''))
       ON CONFLICT DO UPDATE SET request = coalesce(?2, request), reading = coalesce(?3, reading)`,
    ),
    putAttempt: db.prepare(
      'INSERT INTO attempts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET document = excluded.document',
    ),
    putBody: db.prepare(
      `INSERT INTO bodies (exchange, number, escaped, text) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET escaped = excluded.escaped, text = excluded.text`,
    ),
    document: db.prepare(
      `SELECT ${SUMMARY}, seq, request, reading FROM exchanges JOIN documents ON exchange = seq WHERE id = ?`,
    ),
    attempts: db.prepare('SELECT document FROM attempts WHERE exchange = ? ORDER BY number'),
    bodies: db.prepare('SELECT number, escaped, text FROM bodies WHERE exchange = ?'),
    newest: db.prepare(`SELECT ${SUMMARY} FROM exchanges ORDER BY id DESC LIMIT ?`),
    older: db.prepare(`SELECT ${SUMMARY} FROM exchanges WHERE id < ? ORDER BY id DESC LIMIT ?`),
    total: db.prepare("SELECT value FROM counters WHERE name = 'exchanges'"),
    remove: db.prepare('DELETE FROM exchanges WHERE id = ?'),
    removeAttempts: db.prepare('DELETE FROM attempts WHERE exchange = ?'),
    removeBodies: db.prepare('DELETE FROM bodies WHERE exchange = ?'),
    writers: db.prepare('SELECT token, pid, process, since FROM writers'),
    addWriter: db.prepare('INSERT INTO writers VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'),
    removeWriter: db.prepare('DELETE FROM writers WHERE token = ?'),
    unfinished: db.prepare('SELECT seq, id, writer FROM exchanges WHERE writer IS NOT NULL'),
    interrupt: db.prepare(
      `UPDATE exchanges SET writer = NULL, outcome = 'interrupted', ended_at = max(?1, started_at),
         duration_ms = max(?1, started_at) - started_at WHERE seq = ?2`,
    ),
  }
}
