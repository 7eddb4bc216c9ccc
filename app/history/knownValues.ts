import { z } from 'zod'
import type { Connection } from './connection.ts'

const FIELDS = ['profile', 'key', 'route', 'method', 'code', 'failure'] as const
const MOST = 100
const row = z.tuple([z.union([z.string(), z.number()])])

/** The values that exchanges have, by field, most frequent first. */
export function createKnownValues(db: Connection): () => Record<string, string[]> {
  const of = (field: (typeof FIELDS)[number]) =>
    db
      .prepare(
        `SELECT ${field} FROM shapes WHERE total > 0 AND ${field} IS NOT NULL
         GROUP BY ${field} ORDER BY sum(total) DESC, ${field} LIMIT ${MOST}`,
      )
      .raw()
      .all()
      .map((found) => String(row.parse(found)[0]))
  const events = () =>
    db
      .prepare(
        `SELECT event FROM deliveries WHERE event IS NOT NULL
         GROUP BY event ORDER BY count(*) DESC, event LIMIT ${MOST}`,
      )
      .raw()
      .all()
      .map((found) => String(row.parse(found)[0]))
  return () => ({ ...Object.fromEntries(FIELDS.map((field) => [field, of(field)])), event: events() })
}
