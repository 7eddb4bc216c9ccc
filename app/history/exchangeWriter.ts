import { isFailure } from '../contract/outcome.ts'
import { z } from 'zod'
import type { Exchange } from '../contract/exchange.ts'
import { createClients } from './clients.ts'
import { createDeliveries } from './deliveries.ts'
import type { Connection } from './connection.ts'
import { rowsOf, type ExchangeRows } from './exchangeRows.ts'
import { attemptDocument, attemptRow, seqRow } from './rows.ts'
import type { SearchIndex } from './searchIndex.ts'
import { createShapes } from './shapes.ts'
import { mustEscape, withoutNul } from './texts.ts'

/** The key of an attempt has room for as many; the retry policy makes far fewer. */
const MOST_ATTEMPTS = 511

/** Every call belongs into a transaction. */
export interface ExchangeWriter {
  /** Writes an exchange in place of what was kept of it before. */
  write(exchange: Exchange, writer: string): void
  /** Ends what the writers that are meant have left under way. */
  interrupt(isMeant: (writer: string) => boolean): void
}

const unfinishedRow = z.object({ seq: z.int(), shape: z.int(), writer: z.string() })

export function createExchangeWriter(db: Connection, index: SearchIndex, now: () => number): ExchangeWriter {
  const sql = prepare(db)
  const shapes = createShapes(db)
  const keepClient = createClients(db)
  const keepDelivery = createDeliveries(db)

  function writeRow({ summary, fingerprint, traceId }: ExchangeRows, writer: string) {
    const { endedAt, replayOf } = summary
    const columns = [
      endedAt === null ? writer : null,
      shapes.numberOf({ ...summary, fingerprint, isReplay: replayOf !== null }),
      replayOf,
      withoutNul(summary.url),
      summary.attempts,
      endedAt === null ? null : Date.parse(endedAt),
      summary.durationMs,
      withoutNul(summary.headline),
      withoutNul(traceId),
    ]
    const found = sql.find.get(summary.id)
    if (!found) {
      const added = sql.insert.run(...columns, Date.parse(summary.startedAt), now(), summary.id)
      return { seq: Number(added.lastInsertRowid), isNew: true }
    }
    const { seq } = seqRow.parse(found)
    // Kept anew, such as by a second import, it is back.
    sql.restore.run(now(), seq)
    sql.update.run(...columns, seq)
    return { seq, isNew: false }
  }

  /** What has not changed is not written again: a body may be large, and most of an exchange stays as it grows. */
  function writeParts(seq: number, { request, reading, attempts, bodies }: ExchangeRows, isNew: boolean) {
    if (!isNew) {
      sql.removeAttempts.run(seq, JSON.stringify([...attempts.keys()]))
      sql.removeBodies.run(seq, JSON.stringify([...bodies.keys()]))
    }
    sql.putDocument.run(seq, request, reading)
    for (const [number, document] of attempts) sql.putAttempt.run(seq, within(number), document)
    for (const [number, text] of bodies) {
      const escaped = mustEscape(text)
      sql.putBody.run(seq, within(number), escaped ? 1 : 0, escaped ? JSON.stringify(text) : text)
    }
  }

  return {
    write(exchange, writer) {
      const rows = rowsOf(exchange)
      const { summary, fingerprint, words, client, delivery } = rows
      const { seq, isNew } = writeRow(rows, writer)
      writeParts(seq, rows, isNew)
      if (client) keepClient(seq, client)
      if (delivery) keepDelivery(seq, delivery)
      if (words !== null) index.put(seq, words, isNew)
      if (fingerprint !== null && isFailure(summary.outcome))
        sql.reopen.run(Date.parse(summary.startedAt), withoutNul(fingerprint))
    },

    interrupt(isMeant) {
      for (const row of sql.unfinished.all()) {
        const { seq, shape, writer } = unfinishedRow.parse(row)
        if (!isMeant(writer)) continue
        const ends = sql.attempts.all(seq).map((attempt) => {
          const { startedAt, timing } = attemptDocument.parse(JSON.parse(attemptRow.parse(attempt).document))
          return Math.round(Date.parse(startedAt) + (timing.totalMs ?? 0))
        })
        // The last sign of life is taken for the end: nobody knows when its writer stopped.
        sql.interrupt.run(Math.max(0, ...ends), shapes.interrupted(shape), seq)
        index.refresh(seq)
      }
    },
  }
}

function within(number: number): number {
  if (number > MOST_ATTEMPTS) throw new RangeError(`An exchange has more than ${MOST_ATTEMPTS} attempts.`)
  return number
}

function prepare(db: Connection) {
  const notNamed = (table: string) =>
    db.prepare(
      `DELETE FROM ${table} WHERE at BETWEEN ?1 * 512 AND ?1 * 512 + 511
         AND at - ?1 * 512 NOT IN (SELECT value FROM json_each(?2))`,
    )
  return {
    find: db.prepare('SELECT seq FROM exchanges WHERE id = ?'),
    insert: db.prepare(
      `INSERT INTO exchanges (writer, shape, replay_of, url, attempts, ended_at, duration_ms, headline, trace_id, started_at, arrived_at, id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    update: db.prepare(
      `UPDATE exchanges SET writer = ?, shape = ?, replay_of = ?, url = ?, attempts = ?, ended_at = ?, duration_ms = ?,
         headline = ?, trace_id = ? WHERE seq = ?`,
    ),
    putDocument: db.prepare(
      `INSERT INTO documents VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET request = excluded.request, reading = excluded.reading
       WHERE request <> excluded.request OR reading <> excluded.reading`,
    ),
    putAttempt: db.prepare(
      `INSERT INTO attempts VALUES (?1 * 512 + ?2, ?3)
       ON CONFLICT DO UPDATE SET document = excluded.document WHERE document <> excluded.document`,
    ),
    putBody: db.prepare(
      `INSERT INTO bodies (at, escaped, text) VALUES (?1 * 512 + ?2, ?3, ?4)
       ON CONFLICT DO UPDATE SET escaped = excluded.escaped, text = excluded.text
       WHERE escaped <> excluded.escaped OR text <> excluded.text`,
    ),
    attempts: db.prepare(
      'SELECT document FROM attempts WHERE at BETWEEN ?1 * 512 AND ?1 * 512 + 511 ORDER BY at',
    ),
    restore: db.prepare(
      'UPDATE exchanges SET removed = NULL, arrived_at = ? WHERE seq = ? AND removed IS NOT NULL',
    ),
    removeAttempts: notNamed('attempts'),
    removeBodies: notNamed('bodies'),
    unfinished: db.prepare('SELECT seq, shape, writer FROM exchanges WHERE writer IS NOT NULL'),
    interrupt: db.prepare(
      `UPDATE exchanges SET writer = NULL, ended_at = max(?1, started_at), duration_ms = max(?1, started_at) - started_at,
         shape = ?2 WHERE seq = ?3`,
    ),
    reopen: db.prepare(
      `UPDATE problems SET state = 'open', reopened_at = ?1 WHERE fingerprint = ?2 AND state = 'resolved' AND changed_at < ?1`,
    ),
  }
}
