import { z } from 'zod'
import type { Affected, Problem, ProblemPage, ProblemState, SeenCode } from '../contract/problem.ts'
import type { Connection } from './connection.ts'
import type { ProblemQuery } from './history.ts'
import { idsIn } from './idsIn.ts'
import { time } from './rows.ts'

export interface Problems {
  list(query: ProblemQuery): ProblemPage
  get(fingerprint: string): Problem | null
  affected(fingerprint: string): Affected
  open(): number
  setState(fingerprint: string, state: ProblemState): void
  /** Service codes other than the `known` ones, most frequent first. */
  unknownCodes(known: readonly number[]): SeenCode[]
}

const HOUR = 3_600_000
const HOURS = 24
const DAYS = 14
/** Latest exchanges whose URLs are searched for ids. */
const LATEST = 50
/** The same where the ids are what is asked for: to read so many takes some tenths of a second. */
const LOOKED_AT = 20_000
/** Ids that one answer names. */
const MOST_IDS = 10
const MOST_AFFECTED = 1000
/** libsql takes a single null for a set of named values. */
const ANY = 'any'
/** Above every position. */
const TOP = Number.MAX_SAFE_INTEGER

const state = z.enum(['open', 'resolved', 'ignored'])
const groupRow = z.object({
  fingerprint: z.string(),
  state,
  changedAt: time.nullable(),
  reopenedAt: time.nullable(),
  count: z.int(),
  first: z.int(),
  last: z.int(),
})
const latestRow = z.object({ id: z.string(), url: z.string(), headline: z.string().nullable() })
const urlRow = z.object({ url: z.string() })
const sharedRow = z.object({
  method: z.string(),
  route: z.string(),
  status: z.number().nullable(),
  code: z.number().nullable(),
  failure: z.string().nullable(),
})
const startRow = z.object({ startedAt: time })
const keyRow = z.object({ profile: z.string(), key: z.string().nullable() })
const hourRow = z.object({ hour: z.int(), total: z.int() })
const codeRow = z.object({ code: z.number(), count: z.int() })
const stateCountRow = z.object({ state, total: z.int() })

export function createProblems(db: Connection, now: () => number): Problems {
  const sql = prepare(db)

  return {
    list({ state: wanted, before, limit }) {
      // One more than a page, to know whether another follows.
      const found = sql.groups.all(wanted ?? ANY, before ?? TOP, limit + 1).map((row) => groupRow.parse(row))
      const page = found.slice(0, limit)
      return {
        items: page.map(describe),
        next: found.length > limit ? (page.at(-1)?.last ?? null) : null,
        counts: counts(),
      }
    },
    get(fingerprint) {
      const row = sql.group.get(fingerprint)
      return row ? describe(groupRow.parse(row)) : null
    },
    affected(fingerprint) {
      const urls = sql.urls.all(fingerprint, LOOKED_AT).map((row) => urlRow.parse(row).url)
      if (urls.length === 0) return { ids: [], distinct: 0, lookedAt: 0 }
      const ids = idsIn(urls, sharedRow.parse(sql.shared.get(fingerprint)).route)
      return { ids: ids.slice(0, MOST_AFFECTED), distinct: ids.length, lookedAt: urls.length }
    },
    open: () => counts().open,
    setState(fingerprint, to) {
      sql.setState.run(fingerprint, to, now())
    },
    unknownCodes(known) {
      return sql.codes
        .all()
        .map((row) => codeRow.parse(row))
        .filter(({ code }) => !known.includes(code))
    },
  }

  function counts(): ProblemPage['counts'] {
    const result = { open: 0, resolved: 0, ignored: 0 }
    for (const row of sql.counts.all()) {
      const { state, total } = stateCountRow.parse(row)
      result[state] = total
    }
    return result
  }

  function describe({ first, last, ...group }: z.infer<typeof groupRow>): Problem {
    const { fingerprint } = group
    const latest = sql.latest.all(fingerprint, LATEST).map((row) => latestRow.parse(row))
    const shared = sharedRow.parse(sql.shared.get(fingerprint))
    const start = (seq: number) => startRow.parse(sql.start.get(seq)).startedAt
    const present = Math.floor(now() / HOUR)
    const hours = sql.hours.all(fingerprint, present - HOURS * DAYS).map((row) => hourRow.parse(row))
    return {
      ...group,
      firstSeen: start(first),
      lastSeen: start(last),
      trend: trendOf(hours, present),
      keys: sql.keys.all(fingerprint).map((row) => keyRow.parse(row)),
      ids: idsIn(
        latest.map(({ url }) => url),
        shared.route,
      )
        .slice(0, MOST_IDS)
        .map(({ name, value }) => ({ name, value })),
      example: latest[0]?.id ?? '',
      ...shared,
      headline: latest[0]?.headline ?? null,
    }
  }
}

/** How often it happened in each of the last hours and days, oldest first, up to the `present` hour since the epoch. */
function trendOf(rows: readonly z.infer<typeof hourRow>[], present: number): Problem['trend'] {
  const hours = Array.from({ length: HOURS }, () => 0)
  const days = Array.from({ length: DAYS }, () => 0)
  for (const { hour, total } of rows) {
    const age = Math.max(0, present - hour)
    if (age < HOURS) hours[HOURS - 1 - age] = (hours[HOURS - 1 - age] ?? 0) + total
    const day = DAYS - 1 - Math.floor(age / HOURS)
    if (day >= 0) days[day] = (days[day] ?? 0) + total
  }
  return { hours, days }
}

function prepare(db: Connection) {
  const of = 'FROM shapes WHERE fingerprint = ? AND total > 0'
  const edge = (order: string) =>
    `(SELECT seq FROM exchanges WHERE shape = shapes.id AND removed IS NULL ORDER BY seq ${order} LIMIT 1)`
  const groups = `SELECT shapes.fingerprint, coalesce(state, 'open') AS state, changed_at AS changedAt,
      reopened_at AS reopenedAt, sum(total) AS count, min(${edge('ASC')}) AS first, max(${edge('DESC')}) AS last
    FROM shapes LEFT JOIN problems ON problems.fingerprint = shapes.fingerprint`
  const latest = `SELECT seq FROM shapes CROSS JOIN exchanges ON shape = shapes.id AND removed IS NULL
    WHERE fingerprint = ?1 AND total > 0 ORDER BY seq DESC LIMIT ?2`
  return {
    urls: db.prepare(`SELECT url FROM (${latest}) CROSS JOIN exchanges AS e USING (seq)`),
    groups: db.prepare(
      `${groups} WHERE shapes.fingerprint IS NOT NULL AND total > 0 AND (?1 = '${ANY}' OR coalesce(state, 'open') = ?1)
       GROUP BY shapes.fingerprint HAVING last < ?2 ORDER BY last DESC LIMIT ?3`,
    ),
    group: db.prepare(`${groups} WHERE shapes.fingerprint = ? AND total > 0 GROUP BY shapes.fingerprint`),
    counts: db.prepare(
      `SELECT coalesce(state, 'open') AS state, count(DISTINCT shapes.fingerprint) AS total
       FROM shapes LEFT JOIN problems ON problems.fingerprint = shapes.fingerprint
       WHERE shapes.fingerprint IS NOT NULL AND total > 0 GROUP BY 1`,
    ),
    latest: db.prepare(
      `SELECT e.id, url, headline FROM (${latest}) CROSS JOIN exchanges AS e USING (seq) ORDER BY seq DESC`,
    ),
    shared: db.prepare(`SELECT method, route, status, code, failure ${of} LIMIT 1`),
    keys: db.prepare(`SELECT DISTINCT profile, key ${of} ORDER BY profile, key`),
    start: db.prepare('SELECT started_at AS startedAt FROM exchanges WHERE seq = ?'),
    hours: db.prepare(
      `SELECT hour, sum(hours.total) AS total FROM shapes CROSS JOIN hours ON shape = shapes.id AND hour > ?2
       WHERE fingerprint = ?1 AND shapes.total > 0 GROUP BY hour HAVING sum(hours.total) > 0`,
    ),
    codes: db.prepare(
      `SELECT code, sum(total) AS count FROM shapes WHERE code IS NOT NULL AND total > 0
       GROUP BY code ORDER BY count DESC, code`,
    ),
    setState: db.prepare(
      `INSERT INTO problems VALUES (?1, ?2, ?3, NULL)
       ON CONFLICT DO UPDATE SET state = ?2, changed_at = ?3, reopened_at = NULL`,
    ),
  }
}
