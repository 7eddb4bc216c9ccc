import { z } from 'zod'
import type { Query } from '../../query/query.ts'
import type { Connection } from '../connection.ts'
import { valueRow } from '../rows.ts'
import { createPlanner } from './queryPlan.ts'
import { allOf, conditionsOf, type Conditions, type Sql } from './conditions.ts'
import { createTimeIndex } from './timeIndex.ts'

/** A part of the work: it ends when `limit` are found, all has been looked at, or the time is over. */
export interface Slice {
  /** Newest first. */
  seqs: number[]
  /** Where to go on; null when all has been looked at. */
  resume: number | null
}

export interface Search {
  /** Matches below `before` (a `seq`), newest first. `isOver` says when the time is up. */
  slice(query: Query, before: number, limit: number, isOver: () => boolean): Slice
  /** How many match, where that is known without looking at each; else null. */
  quickCount(query: Query): number | null
}

const FIRST_BATCH = 64
const LARGEST_BATCH = 2048
const matches = z.array(z.tuple([z.number()]))

export function createSearch(db: Connection, now: () => number): Search {
  const planner = createPlanner(db)
  const spans = createTimeIndex(db)
  const total = db.prepare("SELECT value FROM counters WHERE name = 'exchanges'")
  const count = () => valueRow.parse(total.get()).value

  return {
    slice(query, before, limit, isOver) {
      const conditions = conditionsOf(query, now())
      const { low, high } = spans(conditions.from, conditions.to)
      const { next, isByWords } = planner.plan(conditions, count())
      const rest = isByWords ? { ...conditions, words: null } : conditions
      const seqs: number[] = []
      let last = Math.min(before, high)
      let size = Math.max(FIRST_BATCH, limit)
      for (;;) {
        const batch = next(last, low, size)
        if (batch.length > 0) seqs.push(...matching(rest, batch))
        last = batch.at(-1) ?? last
        if (seqs.length >= limit) return { seqs: seqs.slice(0, limit), resume: seqs[limit - 1] ?? last }
        if (batch.length < size) return { seqs, resume: null }
        if (isOver()) return { seqs, resume: last }
        size = Math.min(size * 2, LARGEST_BATCH)
      }
    },

    quickCount(query) {
      const conditions = conditionsOf(query, now())
      const { row, words, withoutWords } = conditions
      if (row.length > 0 || words !== null || withoutWords.length > 0) return null
      return conditions.shape.length === 0 ? count() : planner.shapesOf(conditions).total
    },
  }

  function matching(conditions: Conditions, batch: readonly number[]): number[] {
    const { text, values } = checkOf(conditions, batch)
    const statement = db.prepare(
      `SELECT e.seq FROM json_each(?) AS wanted CROSS JOIN exchanges AS e ON e.seq = wanted.value
         JOIN shapes AS s ON s.id = e.shape WHERE removed IS NULL AND ${text} ORDER BY e.seq DESC`,
    )
    return matches.parse(statement.raw().all(JSON.stringify(batch), ...values)).map(([seq]) => seq)
  }
}

/** Neighbours that can be searched for words in the time that it takes to ask one exchange. */
const NEIGHBOURS = 1000

/** The whole query as one condition, whatever way the candidates came. */
function checkOf({ shape, row, words, withoutWords }: Conditions, batch: readonly number[]): Sql {
  const [highest = 0, lowest = 0] = [batch[0], batch.at(-1)]
  const isDense = highest - lowest < NEIGHBOURS * batch.length
  const contains = (expression: string): Sql =>
    isDense
      ? {
          text: `e.seq IN (SELECT rowid FROM search WHERE search MATCH ? AND rowid >= CAST(? AS INTEGER)
            AND rowid <= CAST(? AS INTEGER))`,
          values: [expression, lowest, highest],
        }
      : {
          text: 'EXISTS (SELECT 1 FROM search WHERE search MATCH ? AND rowid = e.seq)',
          values: [expression],
        }
  const lacks = (expression: string): Sql => {
    const { text, values } = contains(expression)
    return { text: `NOT (${text})`, values }
  }
  return allOf([...shape, ...row, ...(words === null ? [] : [contains(words)]), ...withoutWords.map(lacks)])
}
