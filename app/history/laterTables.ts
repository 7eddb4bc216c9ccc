import type { Connection } from './connection.ts'

/** @param sql.inPlace makes one for this connection alone, where the database cannot be written */
export function addTable(
  db: Connection,
  name: string,
  { made, inPlace }: { made: string; inPlace: string },
): void {
  const isThere = () => db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').all(name).length > 0
  if (isThere()) return
  try {
    db.exec(`BEGIN IMMEDIATE; ${made} COMMIT`)
  } catch {
    if (db.inTransaction) db.exec('ROLLBACK')
    // Another process may have been quicker.
    if (!isThere()) db.exec(inPlace)
  }
}
