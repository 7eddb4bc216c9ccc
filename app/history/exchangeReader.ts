import { z } from 'zod'
import { EXCHANGE_VERSION, exchangeSchema, type Exchange } from '../contract/exchange.ts'
import type { ExchangeSummary } from '../contract/summary.ts'
import { REQUEST_BODY } from './exchangeRows.ts'
import type { Connection } from './connection.ts'
import { attemptDocument, attemptRow, jsonObject, SUMMARY, summaryRow } from './rows.ts'

const documentRow = z.object({ ...summaryRow.shape, seq: z.int(), request: z.string(), reading: z.string() })
const bodyRow = z.object({ number: z.int(), escaped: z.int(), text: z.string() })

export interface ExchangeReader {
  /** Null also for those that were removed. */
  get(id: string): Exchange | null
  /** In the order of the `seqs`. */
  summaries(seqs: readonly number[]): ExchangeSummary[]
}

export function createExchangeReader(db: Connection): ExchangeReader {
  const sql = {
    document: db.prepare(
      `SELECT ${SUMMARY}, seq, request, reading FROM exchanges AS e JOIN shapes AS s ON s.id = shape
         JOIN documents ON exchange = seq WHERE e.id = ? AND removed IS NULL`,
    ),
    attempts: db.prepare(
      'SELECT document FROM attempts WHERE at BETWEEN ?1 * 512 AND ?1 * 512 + 511 ORDER BY at',
    ),
    bodies: db.prepare(
      'SELECT at - ?1 * 512 AS number, escaped, text FROM bodies WHERE at BETWEEN ?1 * 512 AND ?1 * 512 + 511',
    ),
    summaries: db.prepare(
      `SELECT ${SUMMARY} FROM json_each(?) AS wanted CROSS JOIN exchanges AS e ON e.seq = wanted.value
         JOIN shapes AS s ON s.id = shape ORDER BY wanted.key`,
    ),
  }

  return {
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

    summaries: (seqs) => sql.summaries.all(JSON.stringify(seqs)).map((row) => summaryRow.parse(row)),
  }
}

function unescaped({ number, escaped, text }: z.infer<typeof bodyRow>): [number, string] {
  return [number, escaped === 1 ? z.string().parse(JSON.parse(text)) : text]
}
