import { statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import Database from 'libsql'
import type { Exchange } from '../../app/contract/exchange.ts'
import type { History } from '../../app/history/history.ts'
import { openHistory } from '../../app/history/openHistory.ts'
import { openStore } from '../../app/history/store.ts'
import { bundle, type Bundle } from '../integration/history/bundle.ts'
import { fillHistory, generatedHistory, keptFile } from './generatedHistory.ts'
import { LAST_START, rowOf } from './historyRows.ts'
import { redacted } from '../fixtures/testRecorder.ts'

interface Figure {
  name: string
  figure: number
  unit: string
  limit?: number
  ok?: boolean
}

const ROWS = Number(process.env['POSTERN_BENCH_ROWS'] ?? 1_000_000)
const SOME = 1000
const ROUNDS = 9
const INSERTS = 600
/** The first inserts find nothing in the caches. */
const WARM_UP = 100

const COMBINED = `status:4xx code:100 method:GET route:/sites key:site-7 outcome:failed since:${new Date(LAST_START - 2000 * 3_600_000).toISOString()}`
const PLAIN_COMBINED = `status BETWEEN 400 AND 499 AND code = 100 AND method = 'GET' AND route LIKE '%/sites%' AND key = 'site-7'
  AND outcome LIKE '%failure' AND started_at >= ${LAST_START - 2000 * 3_600_000}`
const NOW = LAST_START

export async function bench(): Promise<Figure[]> {
  const worker = await bundle('app/history/worker.ts')
  const scratch = await mkdtemp(join(tmpdir(), 'postern-bench-'))
  try {
    const file = await generatedHistory(ROWS)
    const plain = await plainCopy(file)
    return [
      ...(await opening(file, worker, scratch)),
      ...(await queries(file, plain, worker)),
      ...(await inserting(file, worker, scratch)),
      ...sizes(file, plain),
    ]
  } finally {
    await rm(scratch, { recursive: true })
    await worker.remove()
  }
}

/** The same rows as one plain table of texts, without any index. */
function plainCopy(file: string): Promise<string> {
  return keptFile(ROWS, '-plain', (draft) => {
    const db = new Database(draft)
    db.exec(`ATTACH '${file}' AS history;
      CREATE TABLE plain AS SELECT e.id, s.profile, s.key, s.method, s.route, s.status, s.code, s.failure, s.outcome, s.source,
        s.fingerprint, e.replay_of, e.url, e.attempts AS attempt_count, e.started_at, e.ended_at, e.duration_ms, e.headline,
        e.trace_id, d.request, d.reading,
        (SELECT group_concat(document) FROM history.attempts WHERE at BETWEEN e.seq * 512 AND e.seq * 512 + 511) AS attempts,
        (SELECT text FROM history.bodies WHERE at = e.seq * 512) AS request_body,
        (SELECT group_concat(text) FROM history.bodies WHERE at BETWEEN e.seq * 512 + 1 AND e.seq * 512 + 511) AS bodies
      FROM history.exchanges AS e JOIN history.shapes AS s ON s.id = e.shape JOIN history.documents AS d ON d.exchange = e.seq
      ORDER BY e.seq;`)
    db.close()
  })
}

async function opening(file: string, worker: Bundle, scratch: string): Promise<Figure[]> {
  const empty = join(scratch, 'empty.db')
  fillHistory(empty, 0)
  const time = (path: string) =>
    milliseconds(async () => {
      const history = await openHistory({ file: path, worker: worker.url })
      return () => history.close()
    })
  // In turns, so that whatever else the machine does falls on both.
  const [without, withAll]: [number[], number[]] = [[], []]
  for (let round = 0; round < 2 * ROUNDS; round += 1) {
    without.push(await time(empty))
    withAll.push(await time(file))
  }
  const ratio = median(withAll) / median(without)
  return [
    { name: 'history: opening an empty one', figure: median(without), unit: 'ms' },
    { name: `history: opening one of ${ROWS}, against an empty one`, figure: ratio, unit: '×', limit: 1.1 },
  ]
}

async function queries(file: string, plain: string, worker: Bundle): Promise<Figure[]> {
  const db = new Database(plain)
  const history = await openHistory({ file, worker: worker.url })
  const list = (query: string | null) => () => history.list({ query, before: null, limit: 50 })
  let holdUp = 0
  const figures: Figure[] = []
  const compare = async (name: string, limit: number, work: () => Promise<unknown>, sql: string) => {
    await work()
    const times: number[] = []
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    for (let round = 0; round < ROUNDS; round += 1) times.push(await milliseconds(work))
    delay.disable()
    holdUp = Math.max(holdUp, delay.max / 1e6)
    const plainTime = await milliseconds(() => db.prepare(sql).raw().all())
    figures.push(
      { name: `history: ${name}`, figure: median(times), unit: 'ms', limit },
      { name: `    plain SQLite: ${name}`, figure: plainTime, unit: 'ms' },
    )
  }
  try {
    const columns = 'SELECT id, url, status, code, headline FROM plain'
    await compare('first page', 20, list(null), `${columns} ORDER BY id DESC LIMIT 50`)
    await compare(
      'combined filter',
      50,
      list(COMBINED),
      `${columns} WHERE ${PLAIN_COMBINED} ORDER BY id DESC LIMIT 50`,
    )
    const none = 'status:500 key:site-3 profile:sandbox method:POST code:734 took:>31s'
    await compare(
      'combined filter that matches next to nothing',
      50,
      list(none),
      `${columns} WHERE status = 500 AND key = 'site-3' AND profile = 'sandbox' AND method = 'POST' AND code = 734
       AND duration_ms > 31000 ORDER BY id DESC LIMIT 50`,
    )
    await compare(
      'text search, a phrase of many',
      150,
      list('"outside the scope"'),
      `${columns} WHERE url LIKE '%outside the scope%' OR headline LIKE '%outside the scope%' OR reading LIKE '%outside the scope%'
       OR bodies LIKE '%outside the scope%' OR request_body LIKE '%outside the scope%' ORDER BY id DESC LIMIT 50`,
    )
    const rare = rowOf(Math.floor(ROWS / 3), ROWS).diagnosis?.traceId ?? ''
    const rareWord = rowOf(Math.floor(ROWS / 3), ROWS).request.url.split('searchText=')[1] ?? ''
    await compare(
      'text search, a word and a filter',
      150,
      list(`${rareWord} status:404 key:site-2`),
      like(columns, rareWord),
    )
    await compare(
      'text search, the last page of a rare word',
      150,
      oldest(history, rareWord),
      like(columns, rareWord),
    )
    await compare(
      'trace ID',
      50,
      list(`trace:${rare.slice(0, 12)}`),
      `${columns} WHERE trace_id LIKE '${rare.slice(0, 12)}%'`,
    )
    figures.push({
      name: 'history: longest hold-up of the caller while it searches',
      figure: holdUp,
      unit: 'ms',
      limit: 20,
    })
    await compare(
      'problems',
      200,
      () => history.problems({ state: null, before: null, limit: 100 }),
      `SELECT fingerprint, count(*), min(started_at), max(started_at) FROM plain WHERE outcome LIKE '%failure' GROUP BY 1`,
    )
  } finally {
    await history.close()
    db.close()
  }
  return figures
}

function like(columns: string, word: string): string {
  const places = ['url', 'headline', 'reading', 'bodies', 'request_body']
  return `${columns} WHERE ${places.map((place) => `${place} LIKE '%${word}%'`).join(' OR ')} ORDER BY id DESC LIMIT 50`
}

function oldest(history: History, query: string): () => Promise<unknown> {
  return () => history.list({ query, before: rowOf(Math.floor(ROWS / 10), ROWS).id, limit: 50 })
}

/** Each exchange in a commit of its own, with its shape, words, problem and counters. */
async function inserting(file: string, worker: Bundle, scratch: string): Promise<Figure[]> {
  const small = join(scratch, 'small.db')
  fillHistory(small, SOME)
  const plain = new Database(join(scratch, 'plain.db'))
  plain.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE plain (id TEXT, document TEXT)',
  )
  const insert = plain.prepare('INSERT INTO plain VALUES (?, ?)')
  const few: number[] = []
  const many: number[] = []
  const bare: number[] = []
  const [little, large] = [
    openStore({ file: small, writer: 'bench', now: () => NOW }),
    openStore({ file, writer: 'bench', now: () => NOW }),
  ]
  const ids: string[] = []
  for (let at = 0; at < INSERTS; at += 1) {
    const exchange: Exchange = rowOf(ROWS + at, ROWS)
    ids.push(exchange.id)
    few.push(await milliseconds(() => little.put([exchange], false)))
    many.push(await milliseconds(() => large.put([exchange], false)))
    bare.push(await milliseconds(() => insert.run(exchange.id, JSON.stringify(exchange))))
  }
  for (const times of [few, many, bare]) times.splice(0, WARM_UP)
  large.destroy(ids)
  little.close()
  large.close()
  plain.close()

  const ended = join(scratch, 'through.db')
  const history = await openHistory({ file: ended, worker: worker.url })
  const through: number[] = []
  for (let at = 0; at < INSERTS; at += 1) {
    const exchange = rowOf(at, ROWS)
    through.push(await milliseconds(() => history.put(redacted(exchange))))
  }
  await history.close()
  return [
    { name: `history: insert at ${SOME}, mean`, figure: mean(few), unit: 'ms', limit: 1 },
    { name: `history: insert at ${ROWS}, mean`, figure: mean(many), unit: 'ms', limit: 1 },
    { name: `history: insert at ${ROWS}, median`, figure: median(many), unit: 'ms', limit: 1 },
    {
      name: `history: insert at ${ROWS} against ${SOME}`,
      figure: mean(many) / mean(few),
      unit: '×',
      limit: 1.5,
    },
    {
      name: 'history: put, until it outlives the process, median',
      figure: median(through),
      unit: 'ms',
      limit: 1,
    },
    { name: '    plain SQLite: insert, mean', figure: mean(bare), unit: 'ms' },
  ]
}

function sizes(file: string, plain: string): Figure[] {
  const [own, bare] = [statSync(file).size, statSync(plain).size]
  const db = new Database(file)
  const tables: unknown = db
    .prepare(
      `SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN ('exchanges', 'shapes', 'documents', 'attempts', 'bodies')`,
    )
    .raw()
    .get()
  db.close()
  const text = Array.isArray(tables) ? Number(tables[0]) : Number.NaN
  return [
    { name: `history: bytes of ${ROWS}`, figure: own / 1e6, unit: 'MB' },
    { name: '    plain SQLite: bytes', figure: bare / 1e6, unit: 'MB' },
    { name: 'history: bytes against plain SQLite', figure: own / bare, unit: '×', limit: 1.5 },
    {
      name: 'history: bytes against its own tables without indexes',
      figure: own / text,
      unit: '×',
      limit: 1.5,
    },
  ]
}

/** Of the work only, not of what it returns to clear up. */
async function milliseconds(work: () => unknown): Promise<number> {
  const start = performance.now()
  const end: unknown = await work()
  const time = performance.now() - start
  if (typeof end === 'function') await end()
  return time
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

function mean(times: readonly number[]): number {
  return times.reduce((sum, time) => sum + time, 0) / times.length
}
