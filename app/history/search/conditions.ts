import { DELIVERIES } from '../../contract/names.ts'
import type { Condition, Query, Range, State, Term } from '../../query/query.ts'
import { timeOf } from '../../query/time.ts'
import type { Value } from '../rows.ts'

/** A piece of SQL with what stands for its question marks. `e` is exchanges, `s` is shapes. */
export interface Sql {
  text: string
  values: Value[]
}

/** A query, sorted by where the database can decide it. */
export interface Conditions {
  /** Decided by the shape alone. */
  shape: Sql[]
  /** Decided by the single exchange. */
  row: Sql[]
  /** FTS5 expression that must match; null when no word is looked for. */
  words: string | null
  /** FTS5 expressions that must not match. */
  withoutWords: string[]
  /** Epoch ms, the first included, the second not. */
  from: number | null
  to: number | null
  /** The most selective way in, when the query names one: SQL for the `seq`s that may match. */
  accessPath: Sql | null
  /** Bounds of the duration, when the query sets some. */
  took: Range[] | null
  /** SQL for the `seq`s of the programs or of the deliveries that the query names. */
  listed: Sql | null
}

/** `now` (epoch ms) resolves durations such as `2h`. */
export function conditionsOf({ terms }: Query, now: number): Conditions {
  const conditions: Conditions = {
    shape: [],
    row: [],
    words: null,
    withoutWords: [],
    from: null,
    to: null,
    accessPath: null,
    took: null,
    listed: null,
  }
  for (const term of terms) add(conditions, term, now)
  return conditions
}

function add(conditions: Conditions, term: Term, now: number): void {
  if (term.kind === 'words') {
    const expression = matchFor(term.words, term.isPrefix)
    if (term.negated) conditions.withoutWords.push(expression)
    else conditions.words = conditions.words === null ? expression : `${conditions.words} AND ${expression}`
    return
  }
  const sql = sqlFor(term, now)
  const exact = term.negated ? { text: `(${sql.text}) IS NOT TRUE`, values: sql.values } : sql
  if (isOfShape(term)) conditions.shape.push(exact)
  else conditions.row.push(exact)
  if (term.negated) return
  if (term.kind === 'moment') bound(conditions, term, now)
  if (term.kind === 'range' && term.field === 'took') conditions.took = term.ranges
  if (term.kind === 'text' && isListed(term.field)) conditions.listed = listedSql(term.field, term.values)
  conditions.accessPath ??= accessPathFor(term)
}

const SHAPE_FIELDS: readonly string[] = [
  'status',
  'code',
  'method',
  'route',
  'key',
  'profile',
  'source',
  'failure',
  'fingerprint',
]

const STATES_OF_SHAPES: readonly State[] = ['replay', 'capture', 'webhook']

function isOfShape(condition: Condition): boolean {
  switch (condition.kind) {
    case 'outcome':
      return true
    case 'state':
      return condition.states.every((state) => STATES_OF_SHAPES.includes(state))
    case 'range':
    case 'text':
      return SHAPE_FIELDS.includes(condition.field)
    default:
      return false
  }
}

const COLUMNS = {
  status: 's.status',
  code: 's.code',
  took: 'e.duration_ms',
  method: 's.method',
  route: 's.route',
  key: 's.key',
  profile: 's.profile',
  source: 's.source',
  failure: 's.failure',
  fingerprint: 's.fingerprint',
  id: 'e.id',
  trace: 'e.trace_id',
} as const

/** What has tables of its own. A program goes by the name of its process and by its user agent. */
const LISTED = {
  client: { table: 'clients', columns: ['name', 'agent'] },
  run: { table: 'clients', columns: ['run'] },
  event: { table: 'deliveries', columns: ['event'] },
  signature: { table: 'deliveries', columns: ['signature'] },
} as const

function isListed(field: string): field is keyof typeof LISTED {
  return Object.hasOwn(LISTED, field)
}

function listedSql(field: keyof typeof LISTED, values: readonly string[]): Sql {
  const { table, columns } = LISTED[field]
  const parts = columns.flatMap((column) =>
    values.map((value) => {
      const { text, values: given } = textSql(column, field, field === 'run' ? value.toUpperCase() : value)
      return { text: `SELECT exchange AS seq FROM ${table} WHERE ${text}`, values: given }
    }),
  )
  return {
    text: parts.map(({ text }) => text).join(' UNION '),
    values: parts.flatMap(({ values: given }) => given),
  }
}

const STATES: Readonly<Record<State, string>> = {
  replay: 's.is_replay = 1',
  capture: `s.source = 'capture' AND s.profile <> '${DELIVERIES}'`,
  webhook: `s.profile = '${DELIVERIES}'`,
  pinned: 'e.pinned = 1',
  running: 'e.writer IS NOT NULL',
  noted: 'e.seq IN (SELECT exchange FROM notes)',
}

function sqlFor(condition: Exclude<Condition, { kind: 'words' }>, now: number): Sql {
  switch (condition.kind) {
    case 'range':
      return anyOf(condition.ranges.map((range) => rangeSql(COLUMNS[condition.field], range)))
    case 'text': {
      const { field } = condition
      if (isListed(field)) {
        const { text, values } = listedSql(field, condition.values)
        return { text: `e.seq IN (${text})`, values }
      }
      const column = COLUMNS[field]
      return anyOf(condition.values.map((value) => textSql(column, condition.field, value)))
    }
    case 'outcome':
      return anyOf(condition.outcomes.map((outcome) => ({ text: 's.outcome = ?', values: [outcome] })))
    case 'state':
      return anyOf(condition.states.map((state) => ({ text: STATES[state], values: [] })))
    case 'moment': {
      const sign = condition.field === 'since' ? '>=' : '<'
      return { text: `e.started_at ${sign} ?`, values: [timeOf(condition.moment, now)] }
    }
  }
}

function rangeSql(column: string, { atLeast, atMost }: Range): Sql {
  if (atLeast === null) return { text: `${column} <= ?`, values: [atMost] }
  if (atMost === null) return { text: `${column} >= ?`, values: [atLeast] }
  return { text: `${column} BETWEEN ? AND ?`, values: [atLeast, atMost] }
}

/** A route is found by any part, a trace ID by its beginning, the rest as a whole. */
function textSql(column: string, field: string, value: string): Sql {
  const text = value.replaceAll('\0', '\uFFFD')
  if (field === 'id') return { text: `${column} = upper(?)`, values: [text] }
  if (field === 'route' || field === 'trace' || text.includes('*')) {
    const pattern = text.replaceAll(/[\\%_]/g, '\\$&').replaceAll(/\*+/g, '%')
    const before = field === 'route' ? '%' : ''
    const after = field === 'route' || field === 'trace' ? '%' : ''
    return { text: `${column} LIKE ? ESCAPE '\\'`, values: [before + pattern + after] }
  }
  return { text: `${column} = ? COLLATE NOCASE`, values: [text] }
}

function anyOf(alternatives: Sql[]): Sql {
  return {
    text: alternatives.map(({ text }) => `(${text})`).join(' OR '),
    values: alternatives.flatMap(({ values }) => values),
  }
}

export function allOf(conditions: readonly Sql[]): Sql {
  return {
    text: ['TRUE', ...conditions.map(({ text }) => `(${text})`)].join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  }
}

function bound(conditions: Conditions, term: Extract<Condition, { kind: 'moment' }>, now: number): void {
  const time = timeOf(term.moment, now)
  if (term.field === 'since') conditions.from = Math.max(conditions.from ?? time, time)
  else conditions.to = Math.min(conditions.to ?? time, time)
}

/** Only for what an index of its own answers, and what is rare by its nature. */
function accessPathFor(condition: Condition): Sql | null {
  if (condition.kind === 'state') {
    const ways = condition.states.map((state) => ACCESS_PATHS[state])
    return ways.some((way) => way === null) ? null : { text: ways.join(' UNION '), values: [] }
  }
  if (condition.kind !== 'text') return null
  const values = condition.values.map((value) => value.replaceAll('\0', '\uFFFD'))
  if (condition.field === 'id') {
    const ids = values.map((value) => value.toUpperCase())
    return {
      text: 'SELECT seq FROM exchanges WHERE id IN (SELECT value FROM json_each(?))',
      values: [JSON.stringify(ids)],
    }
  }
  if (condition.field !== 'trace' || values.some((value) => value.includes('*'))) return null
  return {
    text: `SELECT DISTINCT seq FROM json_each(?) AS wanted CROSS JOIN exchanges
      ON trace_id >= wanted.value COLLATE NOCASE AND trace_id < wanted.value || char(0x10FFFF) COLLATE NOCASE`,
    values: [JSON.stringify(values)],
  }
}

const ACCESS_PATHS: Readonly<Record<State, string | null>> = {
  replay: null,
  capture: null,
  webhook: null,
  pinned: 'SELECT seq FROM exchanges WHERE pinned = 1',
  running: 'SELECT seq FROM exchanges WHERE writer IS NOT NULL',
  noted: 'SELECT exchange AS seq FROM notes',
}

/** As a phrase in quotation marks, in which nothing has a meaning of its own. */
function matchFor(words: string, isPrefix: boolean): string {
  return `"${words.replaceAll('\0', ' ').replaceAll('"', '""')}"${isPrefix ? ' *' : ''}`
}
