import { z } from 'zod'
import type { Connection } from './connection.ts'
import type { ExchangeWriter } from './exchangeWriter.ts'
import { isAlive, type Writer } from './writer.ts'

/** All who have announced that they write, living or not. */
export function writersOf(db: Connection): Writer[] {
  return db
    .prepare('SELECT token, pid, process, since FROM writers')
    .all()
    .map((row) => writerRow.parse(row))
}

const writerRow = z.object({
  token: z.string(),
  pid: z.number(),
  process: z.string().nullable(),
  since: z.number(),
})

/** Who writes to this database. Every call belongs into a transaction. */
export interface Registry {
  /** Announces the writer, and ends what others left behind who live no more. */
  enter(): void
  /** Ends what the writer itself left, and strikes it off. */
  leave(): void
}

export function createRegistry(
  db: Connection,
  writing: ExchangeWriter,
  writer: Writer,
  now: () => number,
): Registry {
  const sql = {
    add: db.prepare('INSERT INTO writers VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'),
    remove: db.prepare('DELETE FROM writers WHERE token = ?'),
  }
  return {
    enter() {
      const isGone = new Map<string, boolean>()
      for (const other of writersOf(db)) {
        isGone.set(other.token, other.token !== writer.token && !isAlive(other, now()))
      }
      writing.interrupt((token) => isGone.get(token) ?? token !== writer.token)
      for (const [token, gone] of isGone) if (gone) sql.remove.run(token)
      sql.add.run(writer.token, writer.pid, writer.process, writer.since)
    },
    leave() {
      writing.interrupt((token) => token === writer.token)
      sql.remove.run(writer.token)
    },
  }
}
