import { z } from 'zod'
import type { Connection } from '../connection.ts'
import { allOf, type Conditions, type Sql } from './conditions.ts'

/** Gives `seqs` that may match, newest first, each below `before` and from `low` on; fewer than `size` end it. */
export type Candidates = (before: number, low: number, size: number) => number[]

const seqs = z.array(z.tuple([z.number()]))
const shapeRows = z.array(z.tuple([z.number(), z.number()]))

export interface Plan {
  next: Candidates
  /** True when every candidate has the words that are looked for. */
  isByWords: boolean
}

/** Of so many candidates each may still be looked at. */
const FEW = 5000
/** Words that more exchanges have than this are common; counting ends there. */
const COMMON = 20_000
/** Going through exchanges with the words costs so much less than asking others whether they have them. */
const WORDS_ARE_CHEAPER = 5
/** A share of all exchanges that is met soon by going through them one after another. */
const LARGE_SHARE = 0.05
/** So many shapes are merged quickly even when a page ends early. */
const FEW_SHAPES = 64

export interface Planner {
  /** Shapes that the conditions let through, with the number of exchanges of each. */
  shapesOf(conditions: Conditions): { shapes: number[]; total: number }
  /** The plan that looks at the fewest exchanges which do not match. `all`: how many there are. */
  plan(conditions: Conditions, all: number): Plan
}

export function createPlanner(db: Connection): Planner {
  const sql = prepare(db)
  const shapesOf = (conditions: Conditions) => shapesIn(db, conditions)

  return {
    shapesOf,
    plan(conditions, all) {
      const { accessPath, words } = conditions
      if (accessPath !== null) return { next: listed(db, accessPath), isByWords: false }
      const indexed = [conditions.listed, durationsOf(conditions)]
      for (const way of indexed)
        if (way !== null && isRare(db, way)) return { next: listed(db, way), isByWords: false }
      if (conditions.shape.length > 0) {
        const { shapes, total } = shapesOf(conditions)
        const isWide = total > all * LARGE_SHARE && shapes.length > FEW_SHAPES
        const isBetter =
          words === null ? !isWide : isCommon(sql, words, Math.min(total * WORDS_ARE_CHEAPER, COMMON))
        if (isBetter) return { next: ofShapes(sql, shapes), isByWords: false }
      }
      if (words !== null) {
        return { next: (before, low, size) => read(sql.words.all(words, before, low, size)), isByWords: true }
      }
      return { next: (before, low, size) => read(sql.all.all(before, low, size)), isByWords: false }
    },
  }
}

type Statements = ReturnType<typeof prepare>

function prepare(db: Connection) {
  return {
    words: db
      .prepare(
        `SELECT rowid FROM search WHERE search MATCH ? AND rowid < CAST(? AS INTEGER) AND rowid >= CAST(? AS INTEGER)
         ORDER BY rowid DESC LIMIT ?`,
      )
      .raw(),
    hasWords: db
      .prepare('SELECT count(*) FROM (SELECT rowid FROM search WHERE search MATCH ? LIMIT ?)')
      .raw(),
    ofShape: db
      .prepare(
        `SELECT seq FROM exchanges WHERE shape = ? AND removed IS NULL AND seq < ? AND seq >= ?
         ORDER BY seq DESC LIMIT ?`,
      )
      .raw(),
    all: db.prepare('SELECT seq FROM exchanges WHERE seq < ? AND seq >= ? ORDER BY seq DESC LIMIT ?').raw(),
  }
}

function shapesIn(db: Connection, conditions: Conditions): { shapes: number[]; total: number } {
  const { text, values } = allOf(conditions.shape)
  const rows = shapeRows.parse(
    db
      .prepare(`SELECT id, total FROM shapes AS s WHERE total > 0 AND ${text} ORDER BY total DESC`)
      .raw()
      .all(...values),
  )
  return { shapes: rows.map(([id]) => id), total: rows.reduce((sum, [, count]) => sum + count, 0) }
}

function listed(db: Connection, { text, values }: Sql): Candidates {
  const statement = db
    // The plus signs keep SQLite from walking through all exchanges instead of those that are listed.
    .prepare(`SELECT seq FROM (${text}) WHERE +seq < ? AND +seq >= ? ORDER BY +seq DESC LIMIT ?`)
    .raw()
  return (before, low, size) => read(statement.all(...values, before, low, size))
}

/** The newest of each shape, merged: what is older than the page so far is not read. */
function ofShapes(sql: Statements, shapes: readonly number[]): Candidates {
  return (before, low, size) => {
    let merged: number[] = []
    let least = low
    const cut = () => {
      merged = merged.sort((a, b) => b - a).slice(0, size)
      if (merged.length === size) least = Math.max(low, merged.at(-1) ?? low)
    }
    for (const shape of shapes) {
      merged.push(...read(sql.ofShape.all(shape, before, least, size)))
      if (merged.length > 2 * size) cut()
    }
    cut()
    return merged
  }
}

/** Whether at least so many exchanges have the words. */
function isCommon(sql: Statements, words: string, least: number): boolean {
  return (read(sql.hasWords.all(words, least))[0] ?? 0) >= least
}

function isRare(db: Connection, { text, values }: Sql): boolean {
  return (
    db
      .prepare(`SELECT 1 FROM (${text}) LIMIT ${FEW}`)
      .raw()
      .all(...values).length < FEW
  )
}

function read(rows: unknown): number[] {
  return seqs.parse(rows).map(([seq]) => seq)
}

function durationsOf({ took }: Conditions): Sql | null {
  if (took === null) return null
  return {
    text: took.map(() => 'SELECT seq FROM exchanges WHERE duration_ms BETWEEN ? AND ?').join(' UNION '),
    values: took.flatMap(({ atLeast, atMost }) => [atLeast ?? 0, atMost ?? Number.MAX_SAFE_INTEGER]),
  }
}
