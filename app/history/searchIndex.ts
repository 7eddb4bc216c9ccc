import { z } from 'zod'
import type { Connection } from './connection.ts'
import type { ExchangeReader } from './exchangeReader.ts'
import { searchTextOf } from './searchText.ts'
import { withoutNul } from './texts.ts'

export interface SearchIndex {
  /** From now on a write merges nothing by itself: `merge` does. It stays so in the file. */
  setUp(): void
  /** Replaces the words of an exchange by those of `text` and of its note. */
  put(seq: number, text: string, isNew: boolean): void
  /** Reads the words of a stored exchange anew. */
  refresh(seq: number): void
  /** Merges a few pages of words, so that a search has few places to look at; false when nothing is to be merged. */
  merge(): boolean
}

/** Pages written by a merge. It never stops within a word, so that one that every exchange has takes longer. */
const MERGED_PAGES = 4
/**
 * FTS5 merges by itself within a write, for seconds when much has changed. It still does with 64 parts of a size: who only
 * ever writes a little and ends, as the headless tool does, leaves no more. A word that all exchanges
 * have is written as a whole, which takes the longer the larger a part is. So a merge waits for 16 of a size, the most that FTS5
 * allows, and a part is written anew when 60 % of it are deleted, where FTS5 would begin with 10 %.
 */
const SETTINGS = { automerge: 0, crisismerge: 64, usermerge: 16, deletemerge: 60 }

const numberRow = z.tuple([z.number()])

export function createSearchIndex(db: Connection, reader: ExchangeReader): SearchIndex {
  const sql = {
    setting: db.prepare('SELECT v FROM search_config WHERE k = ?').raw(),
    set: db.prepare('INSERT INTO search (search, rank) VALUES (?, CAST(? AS INTEGER))'),
    changes: db.prepare('SELECT total_changes()').raw(),
    insert: db.prepare('INSERT INTO search (rowid, text) VALUES (CAST(? AS INTEGER), ?)'),
    remove: db.prepare('DELETE FROM search WHERE rowid = CAST(? AS INTEGER)'),
    note: db.prepare('SELECT text AS note FROM notes WHERE exchange = ?'),
    id: db.prepare('SELECT id FROM exchanges WHERE seq = ?'),
  }
  const noteRow = z.object({ note: z.string() })
  const idRow = z.object({ id: z.string() })
  const changes = () => numberRow.parse(sql.changes.get())[0]

  return {
    setUp() {
      for (const [name, value] of Object.entries(SETTINGS)) {
        const found = sql.setting.get(name)
        if (!found || numberRow.parse(found)[0] !== value) sql.set.run(name, value)
      }
    },
    put,
    refresh(seq) {
      const found = sql.id.get(seq)
      const exchange = found ? reader.get(idRow.parse(found).id) : null
      if (exchange) put(seq, searchTextOf(exchange), false)
    },
    merge() {
      const before = changes()
      sql.set.run('merge', MERGED_PAGES)
      // By FTS5's own account it has done nothing with fewer.
      return changes() - before >= 2
    },
  }

  function put(seq: number, text: string, isNew: boolean): void {
    if (!isNew) sql.remove.run(seq)
    const found = isNew ? undefined : sql.note.get(seq)
    const note = found ? `\n${noteRow.parse(found).note}` : ''
    sql.insert.run(seq, withoutNul(text) + note)
  }
}
