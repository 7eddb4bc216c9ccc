import type { Connection } from './connection.ts'
import { seqRow } from './rows.ts'
import type { SearchIndex } from './searchIndex.ts'
import { withoutNul } from './texts.ts'

export interface MarkChange {
  id: string
  /** Left out: stays as it is. */
  pinned?: boolean
  /** Null or empty takes the note away. */
  note?: string | null
}

/** Sets what the user puts on an exchange; false when it is not there. The call belongs into a transaction. */
export function createMarking(db: Connection, index: SearchIndex): (change: MarkChange) => boolean {
  const sql = {
    find: db.prepare('SELECT seq FROM exchanges WHERE id = ? AND removed IS NULL'),
    isIndexed: db.prepare('SELECT seq FROM exchanges WHERE seq = ? AND writer IS NULL'),
    pin: db.prepare('UPDATE exchanges SET pinned = ? WHERE seq = ?'),
    put: db.prepare('INSERT INTO notes VALUES (?, ?) ON CONFLICT DO UPDATE SET text = excluded.text'),
    remove: db.prepare('DELETE FROM notes WHERE exchange = ?'),
  }
  return ({ id, pinned, note }) => {
    const found = sql.find.get(id)
    if (!found) return false
    const { seq } = seqRow.parse(found)
    if (pinned !== undefined) sql.pin.run(pinned ? 1 : 0, seq)
    if (note !== undefined) {
      if (note === null || note.trim() === '') sql.remove.run(seq)
      else sql.put.run(seq, withoutNul(note))
      if (sql.isIndexed.get(seq)) index.refresh(seq)
    }
    return true
  }
}
