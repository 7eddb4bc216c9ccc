import { z } from 'zod'
import { attemptDocument, attemptRow, seqRow } from './rows.ts'
import type { Change } from './change.ts'
import type { Connection } from './connection.ts'
import type { SearchIndex } from './searchIndex.ts'
import { createShapes, isFailure } from './shapes.ts'
import { mustEscape, withoutNul } from './texts.ts'

/** The key of an attempt has room for as many; the retry policy makes far fewer. */
const MOST_ATTEMPTS = 511

export interface Writing {
  /** Writes one change; false when its beginning is missing. */
  write(change: Change, writer: string): boolean
  /** Ends what the writers that are meant have left under way. */
  interrupt(isMeant: (writer: string) => boolean): void
}

const unfinishedRow = z.object({ seq: z.int(), shape: z.int(), writer: z.string() })

/** Every call belongs into a transaction. */
export function createWriting(db: Connection, index: SearchIndex, now: () => number): Writing {
  const sql = prepare(db)
  const shapes = createShapes(db)

  return {
    write(change, writer) {
      const found = sql.find.get(change.id)
      const known = found ? seqRow.parse(found) : null
      if (known === null && !change.whole) return false
      const { row } = change
      const columns = [
        row.endedAt === null ? writer : null,
        shapes.numberOf({ ...row, isReplay: row.replayOf !== null }),
        row.replayOf,
        withoutNul(row.url),
        row.attempts,
        row.endedAt === null ? null : Date.parse(row.endedAt),
        row.durationMs,
        withoutNul(row.headline),
        withoutNul(row.traceId),
      ]
      const seq =
        known?.seq ??
        Number(sql.insert.run(...columns, Date.parse(row.startedAt), now(), change.id).lastInsertRowid)
      if (known !== null) {
        // Kept anew, such as by a second import, it is back.
        if (change.whole) sql.restore.run(now(), seq)
        sql.update.run(...columns, seq)
        if (change.whole) {
          sql.removeAttempts.run(seq)
          sql.removeBodies.run(seq)
        }
      }
      if (change.request !== null || change.reading !== null)
        sql.putDocument.run(seq, change.request, change.reading)
      for (const { number, document } of change.attempts) sql.putAttempt.run(seq, within(number), document)
      for (const { number, text } of change.bodies) {
        const escaped = mustEscape(text)
        sql.putBody.run(seq, within(number), escaped ? 1 : 0, escaped ? JSON.stringify(text) : text)
      }
      if (change.words !== null) index.put(seq, change.words, known === null)
      if (row.fingerprint !== null && isFailure(row.outcome))
        sql.reopen.run(Date.parse(row.startedAt), withoutNul(row.fingerprint))
      return true
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
      `INSERT INTO documents VALUES (?1, coalesce(?2, ''), coalesce(?3, ''))
       ON CONFLICT DO UPDATE SET request = coalesce(?2, request), reading = coalesce(?3, reading)`,
    ),
    putAttempt: db.prepare(
      'INSERT INTO attempts VALUES (?1 * 512 + ?2, ?3) ON CONFLICT DO UPDATE SET document = excluded.document',
    ),
    putBody: db.prepare(
      `INSERT INTO bodies (at, escaped, text) VALUES (?1 * 512 + ?2, ?3, ?4)
       ON CONFLICT DO UPDATE SET escaped = excluded.escaped, text = excluded.text`,
    ),
    attempts: db.prepare(
      'SELECT document FROM attempts WHERE at BETWEEN ?1 * 512 AND ?1 * 512 + 511 ORDER BY at',
    ),
    restore: db.prepare(
      'UPDATE exchanges SET removed = NULL, arrived_at = ? WHERE seq = ? AND removed IS NOT NULL',
    ),
    removeAttempts: db.prepare('DELETE FROM attempts WHERE at BETWEEN ?1 * 512 AND ?1 * 512 + 511'),
    removeBodies: db.prepare('DELETE FROM bodies WHERE at BETWEEN ?1 * 512 AND ?1 * 512 + 511'),
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
