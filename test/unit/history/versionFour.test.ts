import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../../app/history/database.ts'
import { openRepository } from '../../../app/history/repository.ts'
import { openStore, type Store } from '../../../app/history/store.ts'
import { parseQuery } from '../../../app/query/parse.ts'
import { restoreIn } from './temporaryStore.ts'
import { idOfVersionFour as id, writeVersionFour } from '../../fixtures/historyV4.ts'

let folder: string
let file: string
let store: Store
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-old-'))
  file = join(folder, 'history.db')
  writeVersionFour(file)
})
afterEach(() => rm(folder, { recursive: true }))

const now = () => Date.parse('2026-03-02T12:00:00.000Z')
const open = () => (store = openStore({ file, writer: 'one', now }))
const place = (text: string) => ({
  query: parseQuery(text, now()).query,
  before: null,
  position: null,
  limit: 20,
})
const find = (text: string) => store.find(place(text), () => false).ids
const problems = () => store.problems.list({ state: null, before: null, limit: 10 }).items
const rows = (sql: string): unknown => {
  const db = new Database(file)
  const found: unknown = db.prepare(sql).raw().all()
  db.close()
  return found
}

describe('a history of version 4', () => {
  test('opens whole: exchanges, words, pins, notes and what was sent again', () => {
    open()
    expect(find('')).toEqual([8, 7, 6, 5, 4, 3, 2, 1].map(id))
    expect(store.total()).toBe(8)
    for (const known of find('')) expect(store.get(known)).toMatchObject({ id: known })
    expect(store.get(id(7))?.outcome).toBe('interrupted')
    expect(find('muller is:replay method:POST')).toEqual([id(6)])
    expect(find('inside status:200')).toEqual([id(6)])
    expect(find('ada is:pinned is:noted')).toEqual([id(4)])
    expect(find('source:import')).toEqual([id(8)])
    expect(find('customerid outcome:interrupted')).toEqual([id(7)])
    expect(store.list(place(''), () => false).annotations).toEqual({
      [id(4)]: { pinned: true, note: 'ask Ada about customer 12', again: false },
      [id(5)]: { pinned: false, note: null, again: true },
    })
    expect(problems().map(({ count }) => count)).toEqual(expect.arrayContaining([2]))
    store.close()
    expect(rows('PRAGMA integrity_check')).toEqual([['ok']])
    expect(rows('PRAGMA user_version')).toEqual([[5]])
  })

  test('finds what arrived first without passing over what is hidden', () => {
    open()
    store.close()
    const names = rows("SELECT name FROM sqlite_schema WHERE name GLOB 'exchanges_*by_arrival'")
    expect(names).toEqual([['exchanges_seen_by_arrival']])
  })

  test('gives back what had been removed, which can then be deleted as everything else', () => {
    open()
    const [[removal]] = rows('SELECT DISTINCT removed FROM exchanges WHERE removed IS NOT NULL') as [[number]]
    expect(restoreIn(store, removal)).toBe(2)
    expect(store.total()).toBe(10)
    store.destroy(find(''))
    store.housekeeping.step({ maxAgeMs: null, maxCount: null, maxBytes: null })
    expect(store.total()).toBe(0)
    store.close()
    for (const table of ['documents', 'attempts', 'bodies', 'notes', 'sent_again'])
      expect(rows(`SELECT count(*) FROM ${table}`)).toEqual([[0]])
    expect(rows('SELECT sum(total) FROM hours')).toEqual([[0]])
  })

  test('is read once; the second time it is as every other', () => {
    open().close()
    const before = rows('SELECT id, mark, total FROM shapes')
    open().close()
    expect(rows('SELECT id, mark, total FROM shapes')).toEqual(before)
  })
})

describe('the fingerprints that version 4 kept', () => {
  const clean = (fingerprint: string) => fingerprint.replaceAll(/\S*#\w+#\S*/g, '#')
  const SECRETS = /qxz|tgf|bbd|vvz/
  const PROBLEM = 'GET /api/external/sites 400/100 the key # is wrong'

  test('are cleaned everywhere, and those that become equal are one problem with the state of all', async () => {
    openDatabase(file, { clean }).close()
    open()
    expect(find(`fingerprint:"${PROBLEM}"`)).toEqual([8, 3, 2, 1].map(id))
    expect(problems()).toMatchObject([
      { fingerprint: PROBLEM, count: 4, state: 'ignored', changedAt: '2026-03-02T11:30:02.000Z' },
      { count: 2, state: 'open' },
    ])
    expect(problems()[0]?.keys.map(({ key }) => key)).toEqual(['site-7', 'site-8'])
    expect(problems()[0]?.trend.hours.reduce((sum, count) => sum + count, 0)).toBe(4)
    for (const n of [1, 2, 3, 8]) expect(store.get(id(n))?.diagnosis?.fingerprint).toBe(PROBLEM)
    // A success has one too, though it is no problem.
    expect(store.get(id(6))?.diagnosis?.fingerprint).toBe('POST /api/external/sites 200/0 kept as #')
    expect(restoreIn(store, 1772454602000)).toBe(2)
    expect(problems()[0]?.count).toBe(5)
    store.close()
    expect(rows('PRAGMA integrity_check')).toEqual([['ok']])
    for (const name of await readdir(folder))
      expect(await readFile(join(folder, name), 'latin1')).not.toMatch(SECRETS)
  })

  test('leave a problem open when one of those that become equal was', () => {
    const db = new Database(file)
    db.exec("DELETE FROM problems WHERE fingerprint LIKE '%bbd%'")
    db.close()
    openDatabase(file, { clean }).close()
    open()
    expect(problems()).toMatchObject([{ fingerprint: PROBLEM, state: 'open', changedAt: null }, {}])
    expect(store.problems.open()).toBe(2)
    store.close()
  })

  test('stay as they are when nothing is wrong with them', () => {
    const before = rows('SELECT * FROM shapes')
    openDatabase(file, { clean: (fingerprint) => fingerprint }).close()
    expect(rows('SELECT * FROM shapes')).toEqual(before)
    expect(rows('PRAGMA user_version')).toEqual([[5]])
  })

  test('and everything else stay as they were when cleaning fails', () => {
    expect(() =>
      openDatabase(file, {
        clean: () => {
          throw new Error('no memory')
        },
      }),
    ).toThrow('no memory')
    expect(rows('PRAGMA user_version')).toEqual([[4]])
    open()
    expect(store.total()).toBe(8)
    store.close()
  })
})

test.each([1, 2, 3])('a history of version %i is put aside, and that is said', async (version) => {
  const old = new Database(file)
  old.exec(`PRAGMA user_version = ${version}`)
  old.close()
  const content = await readFile(file)
  const heard: unknown[] = []
  const repository = openRepository({ file, writer: 'one', onNotice: (notice) => heard.push(notice), now })
  expect(repository.total()).toBe(0)
  repository.close()
  const aside = 'history.older-20260302-120000.db'
  expect((await readdir(folder)).filter((name) => name.endsWith('.db'))).toEqual(['history.db', aside])
  expect((await readFile(join(folder, aside))).equals(content)).toBe(true)
  expect(heard).toMatchObject([{ id: 'history-older', detail: expect.stringContaining(aside) as string }])
})
