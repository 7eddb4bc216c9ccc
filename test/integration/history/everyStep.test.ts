import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { KEEP_ALL } from '../../../app/history/retention.ts'
import { SETTLING_MS } from '../../../app/history/settledClock.ts'
import { UNDO_MS } from '../../../app/history/softDelete.ts'
import { openStore, type Store } from '../../../app/history/store.ts'
import { VERSION } from '../../../app/history/schema.ts'
import { parseQuery } from '../../../app/query/parse.ts'
import { writeVersionFour } from '../../fixtures/historyV4.ts'
import { exampleExchange, exchangeUnderWay } from '../../unit/history/exampleExchange.ts'
import { restoreIn } from '../../unit/history/temporaryStore.ts'

/*
 * What a kill leaves is what the files are at that moment: the system keeps what a process has written. So the files are
 * copied before each statement of some work, and what a kill there had left is opened from the copy.
 */
const COUNT = 120
const NOW = Date.parse('2026-03-02T10:00:00.000Z')

let folder: string
let file: string
let passed: number
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-steps-'))
  file = join(folder, 'history.db')
  passed = 0
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (path: string) =>
  openStore({ file: path, writer: path, now: () => NOW + passed, monotonic: () => passed })

/** Does some work, and opens what a kill before each of its statements had left. Returns how many there were. */
function killAtEveryStep(
  work: () => void,
  check: (store: Store, path: string) => void,
  onStep: () => void = () => undefined,
): number {
  const copies: string[] = []
  const probe = new Database(':memory:')
  const statement = Object.getPrototypeOf(probe.prepare('SELECT 1'))
  const former = { exec: Database.prototype.exec, run: statement.run }
  const copy = () => {
    const path = join(folder, `killed-${copies.length}.db`)
    if (!existsSync(file)) return
    for (const ending of ['', '-wal', '-shm'])
      if (existsSync(file + ending)) copyFileSync(file + ending, path + ending)
    copies.push(path)
    onStep()
  }
  Database.prototype.exec = function (...given) {
    copy()
    return former.exec.apply(this, given)
  }
  statement.run = function (...given: unknown[]) {
    copy()
    return former.run.apply(this, given)
  }
  try {
    work()
  } finally {
    Database.prototype.exec = former.exec
    statement.run = former.run
  }
  for (const path of copies) {
    const store = open(path)
    check(store, path)
    expectWhole(store, path)
    store.close()
    for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })
  }
  return copies.length
}

function rows(path: string, sql: string): unknown[][] {
  const db = new Database(path)
  const found = db.prepare(sql).raw().all() as unknown[][]
  db.close()
  return found
}

/** What is counted, what is found and what is kept are the same. */
function expectWhole(store: Store, path: string): void {
  expect(rows(path, 'PRAGMA integrity_check')).toEqual([['ok']])
  const [[kept]] = rows(path, 'SELECT count(*) FROM exchanges WHERE removed IS NULL') as [[number]]
  expect(store.total()).toBe(kept)
  expect(find(store, '')).toHaveLength(kept)
  expect(rows(path, 'SELECT sum(total) FROM shapes')).toEqual([[kept]])
  const parts = 'SELECT count(*) FROM documents WHERE exchange NOT IN (SELECT seq FROM exchanges)'
  expect(rows(path, parts)).toEqual([[0]])
}

function find(store: Store, text: string): string[] {
  const { query } = parseQuery(text, NOW)
  return store.find({ query, before: null, position: null, limit: 1000 }, () => false).ids
}

function fill(): string[] {
  const store = open(file)
  const all = Array.from({ length: COUNT }, (_, at) => exampleExchange({}, at))
  store.put(all, true)
  store.close()
  return all.map(({ id }) => id)
}

function tidy(store: Store, maxCount: number | null = null): void {
  while (store.housekeeping.step({ ...KEEP_ALL, maxCount }).isMore);
}

test('killed while it deletes and undoes, it has done that or not, and can still undo it', () => {
  const ids = fill()
  const work = () => {
    const store = open(file)
    store.remove(ids, NOW)
    restoreIn(store, NOW)
    store.close()
  }
  const seen = new Set<number>()
  const steps = killAtEveryStep(work, (store) => {
    // What it had begun to undo comes back first.
    while (store.housekeeping.bringBack());
    seen.add(store.total())
    restoreIn(store, NOW)
    expect(store.total()).toBe(COUNT)
  })
  expect(steps).toBeGreaterThan(8)
  expect([...seen].sort()).toEqual([0, COUNT])
})

test('killed while a limit deletes, nothing is gone for good, and all can come back', () => {
  const ids = fill()
  const work = () => {
    const store = open(file)
    tidy(store, 10)
    restoreIn(store, 'by limits')
    tidy(store, 10)
    store.close()
  }
  const seen = new Set<number>()
  killAtEveryStep(work, (store) => {
    seen.add(store.total())
    expect(store.total()).toBeGreaterThanOrEqual(10)
    restoreIn(store, 'by limits')
    expect(find(store, '').toSorted()).toEqual(ids.toSorted())
  })
  // How many go in one step depends on the time that it took.
  expect(Math.max(...seen)).toBe(COUNT)
  expect(Math.min(...seen)).toBe(10)
})

test('killed while it deletes for good, it takes only what is overdue', () => {
  const ids = fill()
  const work = () => {
    const store = open(file)
    tidy(store, COUNT - 20)
    store.remove(ids.slice(20, 110), NOW)
    passed += Math.max(UNDO_MS, SETTLING_MS) + 1
    tidy(store)
    store.close()
  }
  killAtEveryStep(work, (store) => {
    restoreIn(store, 'by limits')
    restoreIn(store, NOW)
    const left = new Set(find(store, ''))
    const promised = [...ids.slice(0, 20), ...ids.slice(110)]
    expect(promised.filter((id) => !left.has(id))).toEqual([])
  })
})

test('killed while it writes, what was confirmed is there, as it was or as it became', () => {
  fill()
  const begun = exchangeUnderWay({}, COUNT)
  const ended = exampleExchange({ id: begun.id }, COUNT)
  /** How many of these three have been confirmed, at each statement. */
  const confirmed: number[] = []
  let done = 0
  const work = () => {
    const store = open(file)
    const steps = [
      () => store.put([begun], true),
      () => store.put([ended], false),
      () => store.annotate({ id: begun.id, pinned: true, note: 'mine' }),
    ]
    for (const step of steps) {
      step()
      done += 1
    }
    store.close()
  }
  killAtEveryStep(
    work,
    (store) => {
      const kept = store.get(begun.id)
      const annotation = store.annotationsOf([begun.id])[begun.id]
      const reached = [kept !== null, kept?.outcome === ended.outcome, annotation?.note === 'mine']
      const least = confirmed.shift() ?? 0
      expect(reached.slice(0, least)).toEqual(Array(least).fill(true))
      if (annotation) expect(annotation).toMatchObject({ pinned: true, note: 'mine' })
    },
    () => confirmed.push(done),
  )
  expect(done).toBe(3)
})

test('killed while it brings a history of version 4 up to date, it is of one version or the other, and nothing is lost', () => {
  writeVersionFour(file)
  const before = rows(file, 'SELECT id FROM exchanges ORDER BY id')
  const versions = new Set<unknown>()
  const steps = killAtEveryStep(
    () => open(file).close(),
    (store, path) => {
      versions.add(rows(path, 'PRAGMA user_version')[0]?.[0])
      expect(rows(path, 'SELECT id FROM exchanges ORDER BY id')).toEqual(before)
      store.housekeeping.usage(KEEP_ALL)
    },
  )
  expect(steps).toBeGreaterThan(8)
  expect([...versions]).toEqual([VERSION])
})
