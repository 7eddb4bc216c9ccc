import { z } from 'zod'
import type { Connection } from './connection.ts'

const texts = z.array(z.tuple([z.string()]))
const columns = z.array(z.union([z.string(), z.number(), z.null()]))
const shapeRow = z.object({ id: z.int(), mark: z.string(), fingerprint: z.string() })
const idRow = z.object({ id: z.int() })
const problemRow = z.object({
  state: z.string(),
  changed_at: z.int(),
  reopened_at: z.int().nullable(),
})

/** Where a document has the fingerprint, as SQL; null where it has none. */
const OF_READING = "CASE WHEN json_valid(reading) THEN reading ->> '$.diagnosis.fingerprint' END"

/**
 * Replaces fingerprints wherever they stand. Problems that become equal become one. The time grows with the number of
 * exchanges, by some seconds for a million. The call belongs into a transaction.
 * @returns whether any has changed
 */
export function cleanFingerprints(db: Connection, clean: (fingerprint: string) => string): boolean {
  const all = texts.parse(
    db
      .prepare(
        `SELECT fingerprint FROM shapes WHERE fingerprint IS NOT NULL UNION SELECT fingerprint FROM problems
         UNION SELECT DISTINCT ${OF_READING} AS fingerprint FROM documents WHERE fingerprint IS NOT NULL`,
      )
      .raw()
      .all(),
  )
  const cleaned = new Map<string, string[]>()
  for (const [fingerprint] of all) {
    const after = clean(fingerprint)
    cleaned.set(after, [...(cleaned.get(after) ?? []), fingerprint])
  }
  const changes = [...cleaned].flatMap(([after, before]) =>
    before.filter((fingerprint) => fingerprint !== after).map((fingerprint) => [fingerprint, after] as const),
  )
  if (changes.length === 0) return false
  db.exec('CREATE TEMP TABLE changes (before TEXT PRIMARY KEY, after TEXT NOT NULL) WITHOUT ROWID')
  const add = db.prepare('INSERT INTO changes VALUES (?, ?)')
  for (const change of changes) add.run(...change)
  changeReadings(db)
  changeShapes(db)
  for (const [after, before] of cleaned) {
    if (before.some((fingerprint) => fingerprint !== after)) mergeProblems(db, after, before)
  }
  db.exec('DROP TABLE changes')
  return true
}

function changeReadings(db: Connection): void {
  db.exec(
    `UPDATE documents SET reading = json_set(reading, '$.diagnosis.fingerprint', after) FROM changes WHERE before = ${OF_READING}`,
  )
}

/** A shape that becomes equal to another one goes, and its exchanges are given the other. */
function changeShapes(db: Connection): void {
  const sql = {
    changed: db.prepare(
      'SELECT id, mark, after AS fingerprint FROM shapes JOIN changes ON before = fingerprint ORDER BY id',
    ),
    equal: db.prepare('SELECT id FROM shapes WHERE mark = ?'),
    change: db.prepare('UPDATE shapes SET mark = ?, fingerprint = ? WHERE id = ?'),
    move: db.prepare('UPDATE exchanges SET shape = ?1 WHERE shape = ?2 AND removed IS NULL'),
    moveRemoved: db.prepare('UPDATE exchanges SET shape = ?1 WHERE removed IS NOT NULL AND shape = ?2'),
    forgetHours: db.prepare('DELETE FROM hours WHERE shape = ?'),
    forget: db.prepare('DELETE FROM shapes WHERE id = ?'),
  }
  for (const row of sql.changed.all()) {
    const { id, mark, fingerprint } = shapeRow.parse(row)
    const markAfter = JSON.stringify(columns.parse(JSON.parse(mark)).with(-1, fingerprint))
    const equal = sql.equal.get(markAfter)
    if (!equal) {
      sql.change.run(markAfter, fingerprint, id)
      continue
    }
    const other = idRow.parse(equal).id
    sql.move.run(other, id)
    sql.moveRemoved.run(other, id)
    sql.forgetHours.run(id)
    sql.forget.run(id)
  }
}

/** A state stays where all that become one have it; else the problem is open, so that nothing hides what was not looked at. */
function mergeProblems(db: Connection, after: string, before: readonly string[]): void {
  const find = db.prepare('SELECT state, changed_at, reopened_at FROM problems WHERE fingerprint = ?')
  const remove = db.prepare('DELETE FROM problems WHERE fingerprint = ?')
  const found = before.flatMap((fingerprint) => problemRow.safeParse(find.get(fingerprint)).data ?? [])
  for (const fingerprint of before) remove.run(fingerprint)
  const [latest] = found.toSorted((a, b) => b.changed_at - a.changed_at)
  const isAgreed = found.length === before.length && found.every(({ state }) => state === latest?.state)
  if (!latest || !isAgreed) return
  db.prepare('INSERT INTO problems VALUES (?, ?, ?, ?)').run(
    after,
    latest.state,
    latest.changed_at,
    latest.reopened_at,
  )
}
