import { z } from 'zod'
import type { Connection } from './connection.ts'
import type { AnnotationChange } from './history.ts'
import { seqRow } from './rows.ts'
import type { SearchIndex } from './searchIndex.ts'
import { withoutNul } from './texts.ts'

/** What was put on exchanges afterwards, by id; those without anything are left out. */
export type Annotations = Record<string, Annotation>
export interface Annotation {
  pinned: boolean
  note: string | null
  again: boolean
}

export const NOTHING: Annotation = { pinned: false, note: null, again: false }

/** That a request was sent again is never taken back. */
export function changeTo(id: string, { pinned, note, again }: Annotation): AnnotationChange {
  return { id, pinned, note, ...(again && { again }) }
}

const annotationRow = z.object({
  id: z.string(),
  pinned: z.int(),
  text: z.string().nullable(),
  again: z.int(),
})

export function createAnnotationReader(db: Connection): (seqs: readonly number[]) => Annotations {
  const sql = db.prepare(
    `SELECT e.id, pinned, text, a.exchange IS NOT NULL AS again
     FROM json_each(?) AS wanted CROSS JOIN exchanges AS e ON e.seq = wanted.value
       LEFT JOIN notes AS n ON n.exchange = e.seq LEFT JOIN sent_again AS a ON a.exchange = e.seq
     WHERE pinned = 1 OR text IS NOT NULL OR a.exchange IS NOT NULL`,
  )
  return (seqs) => {
    const annotations: Annotations = {}
    for (const row of sql.all(JSON.stringify(seqs))) {
      const { id, pinned, text, again } = annotationRow.parse(row)
      annotations[id] = { pinned: pinned === 1, note: text, again: again === 1 }
    }
    return annotations
  }
}

/** Sets what is put on an exchange afterwards; false when it is not there. The call belongs into a transaction. */
export function createAnnotationWriter(
  db: Connection,
  index: SearchIndex,
): (change: AnnotationChange) => boolean {
  const sql = {
    find: db.prepare('SELECT seq FROM exchanges WHERE id = ? AND removed IS NULL'),
    isIndexed: db.prepare('SELECT seq FROM exchanges WHERE seq = ? AND writer IS NULL'),
    pin: db.prepare('UPDATE exchanges SET pinned = ? WHERE seq = ?'),
    put: db.prepare('INSERT INTO notes VALUES (?, ?) ON CONFLICT DO UPDATE SET text = excluded.text'),
    again: db.prepare('INSERT INTO sent_again VALUES (?) ON CONFLICT DO NOTHING'),
    remove: db.prepare('DELETE FROM notes WHERE exchange = ?'),
  }
  return ({ id, pinned, note, again }) => {
    const found = sql.find.get(id)
    if (!found) return false
    const { seq } = seqRow.parse(found)
    if (pinned !== undefined) sql.pin.run(pinned ? 1 : 0, seq)
    if (again) sql.again.run(seq)
    if (note !== undefined) {
      if (note === null || note.trim() === '') sql.remove.run(seq)
      else sql.put.run(seq, withoutNul(note))
      if (sql.isIndexed.get(seq)) index.refresh(seq)
    }
    return true
  }
}
