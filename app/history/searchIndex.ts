import { z } from 'zod'
import type { Connection } from './connection.ts'
import type { ExchangeReader } from './exchangeReader.ts'
import { searchTextOf } from './searchText.ts'
import { withoutNul } from './texts.ts'

export interface SearchIndex {
  /** Replaces the words of an exchange by those of `text` and of its note. */
  put(seq: number, text: string, isNew: boolean): void
  /** Reads the words of a stored exchange anew. */
  refresh(seq: number): void
}

export function createSearchIndex(db: Connection, reader: ExchangeReader): SearchIndex {
  const sql = {
    insert: db.prepare('INSERT INTO search (rowid, text) VALUES (CAST(? AS INTEGER), ?)'),
    remove: db.prepare('DELETE FROM search WHERE rowid = CAST(? AS INTEGER)'),
    note: db.prepare('SELECT text AS note FROM notes WHERE exchange = ?'),
    id: db.prepare('SELECT id FROM exchanges WHERE seq = ?'),
  }
  const noteRow = z.object({ note: z.string() })
  const idRow = z.object({ id: z.string() })

  return { put, refresh }

  function put(seq: number, text: string, isNew: boolean): void {
    if (!isNew) sql.remove.run(seq)
    const found = isNew ? undefined : sql.note.get(seq)
    const note = found ? `\n${noteRow.parse(found).note}` : ''
    sql.insert.run(seq, withoutNul(text) + note)
  }

  function refresh(seq: number): void {
    const found = sql.id.get(seq)
    const exchange = found ? reader.get(idRow.parse(found).id) : null
    if (exchange) put(seq, searchTextOf(exchange), false)
  }
}
