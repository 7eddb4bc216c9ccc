import type { Exchange } from '../../../app/contract/exchange.ts'
import { summarize } from '../../../app/contract/summary.ts'
import { openDatabase } from '../../../app/history/database.ts'
import { versionOne } from '../../../app/history/migrations/versionOne.ts'

/** Writes exchanges into a new database as the first version did. */
export function writeVersionOne(file: string, exchanges: readonly Exchange[]): void {
  const db = openDatabase(file, [versionOne])
  for (const exchange of exchanges) {
    const { request, attempts, diagnosis, envelope, findings } = exchange
    const { body, ...rest } = request
    const row = summarize(exchange)
    const { lastInsertRowid: seq } = db
      .prepare(
        `INSERT INTO exchanges (id, writer, source, replay_of, profile, key, method, url, route, status, code, failure, attempts,
           outcome, started_at, ended_at, duration_ms, headline, fingerprint, trace_id)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        row.id,
        exchange.endedAt === null ? 'gone' : null,
        row.source,
        row.replayOf,
        row.profile,
        row.key,
        row.method,
        row.url,
        row.route,
        row.status,
        row.code,
        row.failure,
        row.attempts,
        row.outcome,
        Date.parse(row.startedAt),
        row.endedAt === null ? null : Date.parse(row.endedAt),
        row.durationMs,
        row.headline,
        diagnosis?.fingerprint ?? null,
        diagnosis?.traceId ?? null,
      )
    db.prepare('INSERT INTO documents VALUES (?, ?, ?)').run(
      seq,
      JSON.stringify(rest),
      JSON.stringify({ envelope, findings, diagnosis }),
    )
    const putBody = db.prepare('INSERT INTO bodies VALUES (?, ?, ?, ?)')
    if (body !== null) putBody.run(seq, 0, 0, body)
    for (const { number, response, ...attempt } of attempts) {
      const { body: text = null, ...head } = response ?? {}
      const document = JSON.stringify({ number, ...attempt, response: response ? head : null })
      db.prepare('INSERT INTO attempts VALUES (?, ?, ?)').run(seq, number, document)
      if (text?.includes('\0')) putBody.run(seq, number, 1, JSON.stringify(text))
      else if (text !== null) putBody.run(seq, number, 0, text)
    }
  }
  db.close()
}
