import { z } from 'zod'
import type { Connection } from './connection.ts'

/** What an exchange takes beside its texts: rows, indexes, words. */
const OVERHEAD_BYTES = 1024
/** Of so many that are hidden each is weighed; of more so many, spread among them. */
const SAMPLE = 500

const numberRow = z.tuple([z.number()])
const sampleRow = z.tuple([z.number(), z.number()])

/** Tells what exchanges take on the disk, about. */
export function createWeights(db: Connection) {
  const bytesOf = (from: string) => `SELECT ${OVERHEAD_BYTES} +
    (SELECT total(octet_length(request) + octet_length(reading)) FROM documents WHERE exchange = seq) +
    (SELECT total(octet_length(document)) FROM attempts WHERE at BETWEEN seq * 512 AND seq * 512 + 511) +
    (SELECT total(octet_length(text)) FROM bodies WHERE at BETWEEN seq * 512 AND seq * 512 + 511) AS bytes FROM ${from}`
  const given = bytesOf('(SELECT value AS seq FROM json_each(?))')
  const sql = {
    given: db.prepare(`SELECT total(bytes) FROM (${given})`).raw(),
    // The product spreads neighbours, which may be alike.
    hidden: db
      .prepare(
        `SELECT total(bytes), count(*) FROM
           (${bytesOf('exchanges WHERE removed IS NOT NULL AND seq * 2654435761 / 65536 % ? = 0')})`,
      )
      .raw(),
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
    /** Of all that are hidden, so many. */
    hidden(count: number): number {
      const [bytes, weighed] = sampleRow.parse(sql.hidden.get(Math.max(1, Math.ceil(count / SAMPLE))))
      return weighed === 0 ? 0 : (bytes / weighed) * count
    },
    /** How many from the first on make up so many bytes. */
    enough: (seqs: readonly number[], bytes: number) => only(sql.enough.get(JSON.stringify(seqs), bytes)),
  }
}
