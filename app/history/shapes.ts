import { z } from 'zod'
import { isFailure } from '../contract/outcome.ts'
import type { ExchangeSummary } from '../contract/summary.ts'
import type { Connection } from './connection.ts'
import type { Value } from './rows.ts'
import { withoutNul } from './texts.ts'

/** What exchanges share, and of which there are few: the columns of `shapes`. */
export type Shape = Pick<
  ExchangeSummary,
  'profile' | 'key' | 'method' | 'route' | 'status' | 'code' | 'failure' | 'outcome' | 'source'
> & { isReplay: boolean; fingerprint: string | null }

export interface Shapes {
  /** Number of the row with these columns, which is made if need be. */
  numberOf(shape: Shape): number
  /** The same shape after the end that nobody saw. */
  interrupted(shape: number): number
}

const idRow = z.object({ id: z.int() })
const markRow = z.object({ mark: z.string() })
const mark = z.array(z.union([z.string(), z.number(), z.null()]))
const OUTCOME = 7

export function createShapes(db: Connection): Shapes {
  const sql = {
    find: db.prepare('SELECT id FROM shapes WHERE mark = ?'),
    add: db.prepare(
      `INSERT INTO shapes (mark, profile, key, method, route, status, code, failure, outcome, source, is_replay, fingerprint)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    mark: db.prepare('SELECT mark FROM shapes WHERE id = ?'),
  }

  return {
    numberOf({ profile, key, method, route, status, code, failure, outcome, source, isReplay, fingerprint }) {
      const problem = isFailure(outcome) ? withoutNul(fingerprint) : null
      const replay = isReplay ? 1 : 0
      const path = withoutNul(route)
      return find([profile, key, method, path, status, code, failure, outcome, source, replay, problem])
    },

    interrupted(shape) {
      const columns = mark.parse(JSON.parse(markRow.parse(sql.mark.get(shape)).mark))
      return find(columns.with(OUTCOME, 'interrupted').with(-1, null))
    },
  }

  function find(columns: Value[]): number {
    const text = JSON.stringify(columns)
    const found = sql.find.get(text)
    return found ? idRow.parse(found).id : Number(sql.add.run(text, ...columns).lastInsertRowid)
  }
}
