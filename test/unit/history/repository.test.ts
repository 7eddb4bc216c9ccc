import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Exchange } from '../../../app/contract/exchange.ts'
import type { Notice } from '../../../app/contract/notice.ts'
import { openRepository, type Repository } from '../../../app/history/repository.ts'
import { openStore, type Store } from '../../../app/history/store.ts'
import { exampleExchange, exchangeUnderWay } from './exampleExchange.ts'
import { giveUpJournal, leaveJournal, livingJournal } from './leftJournal.ts'
import { restoreIn } from './temporaryStore.ts'

let folder: string
let file: string
let notices: Notice[]
let time: number
let elapsed: number
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-keeper-'))
  file = join(folder, 'history.db')
  notices = []
  time = Date.parse('2026-11-22T14:08:12.000Z')
  elapsed = 0
})
afterEach(() => rm(folder, { recursive: true }))

function open(
  options: { file?: string; store?: (store: Store) => Store; free?: () => number } = {},
): Repository {
  const { store: wrap = (store: Store) => store } = options
  return openRepository({
    file: options.file ?? file,
    writer: 'one',
    onNotice: (notice) => notices.push(notice),
    now: () => time,
    monotonic: () => elapsed,
    open: (storeOptions) => wrap(openStore(storeOptions)),
    free: options.free ?? (() => Number.POSITIVE_INFINITY),
  })
}

function put(repository: Repository, ...exchanges: Exchange[]) {
  return repository.put(exchanges, { durable: true })
}

const never = () => false

function listed(repository: Repository, limit = 100, before: string | null = null) {
  return repository.list({ query: { terms: [] }, before, position: null, limit }, never)
}

function ids(repository: Repository, limit = 100, before: string | null = null): string[] {
  return listed(repository, limit, before).items.map(({ id }) => id)
}

/** Expects that the repository works for the session. */
function expectToWork(repository: Repository, kept: 'disk' | 'memory'): void {
  const exchange = exampleExchange()
  expect(put(repository, exchange)).toBe(kept)
  expect(repository.get(exchange.id)).toEqual(exchange)
  expect(ids(repository)).toContain(exchange.id)
}

describe('on opening', () => {
  test('all is quiet when all is well', () => {
    const repository = open()
    expectToWork(repository, 'disk')
    repository.close()
    expect(notices).toEqual([])
  })

  test('a damaged file is put aside with its companions, and a new history is begun', async () => {
    const torn = 'This was a history once.'.repeat(300)
    await writeFile(file, torn)
    await writeFile(`${file}-wal`, 'what had not been moved yet')
    const repository = open()
    expectToWork(repository, 'disk')
    repository.close()
    const aside = join(folder, 'history.damaged-20261122-140812.db')
    expect(await readFile(aside, 'utf8')).toBe(torn)
    expect(await readdir(folder)).toContain('history.damaged-20261122-140812.db-wal')
    expect(notices).toMatchObject([{ id: 'history-damaged', severity: 'warning' }])
    expect(notices[0]?.detail).toContain(aside)
    expectToWork(open(), 'disk')
  })

  test('a file of a newer version stays untouched, and the session is kept in memory', async () => {
    const db = new Database(file)
    db.exec('CREATE TABLE exchanges (id TEXT); PRAGMA user_version = 999')
    db.close()
    const before = await readFile(file)
    const repository = open()
    expectToWork(repository, 'memory')
    repository.close()
    expect((await readFile(file)).equals(before)).toBe(true)
    expect(notices).toMatchObject([
      { id: 'history-unavailable', title: 'The history comes from a newer version' },
    ])
  })

  test('a file of another program stays untouched, and the session is kept in memory', async () => {
    const db = new Database(file)
    db.exec('CREATE TABLE recipes (name TEXT)')
    db.close()
    const before = await readFile(file)
    const repository = open()
    expectToWork(repository, 'memory')
    repository.close()
    expect((await readFile(file)).equals(before)).toBe(true)
    expect(notices).toMatchObject([{ id: 'history-unavailable' }])
    expect(notices[0]?.detail).toContain('another program')
  })

  test('a file of another program stays untouched, whatever its version, its log or its end', async () => {
    const make = (sql: string) => {
      const db = new Database(file)
      db.exec(`${sql}; CREATE TABLE recipes (name TEXT); PRAGMA user_version = 5`)
      const parts = ['', '-wal'].filter((ending) => existsSync(file + ending))
      const contents = parts.map((ending) => [ending, readFileSync(file + ending)] as const)
      db.close()
      return contents
    }
    const whole = make('PRAGMA journal_mode = DELETE')
    const cut = whole.map(([ending, content]) => [ending, content.subarray(0, 4096)] as const)
    rmSync(file)
    const logged = make('PRAGMA journal_mode = WAL')
    expect(logged).toHaveLength(2)
    for (const contents of [whole, cut, logged]) {
      for (const name of await readdir(folder)) rmSync(join(folder, name))
      for (const [ending, content] of contents) writeFileSync(file + ending, content)
      const names = await readdir(folder)
      const repository = open()
      expectToWork(repository, 'memory')
      expect(repository.close()).toBe(false)
      expect(await readdir(folder)).toEqual(names)
      for (const [ending, content] of contents) expect(readFileSync(file + ending).equals(content)).toBe(true)
      expect(notices.at(-1)?.detail).toContain('another program')
    }
  })

  test('a folder that cannot be made leaves the session in memory', async () => {
    await writeFile(file, 'a file where a folder should be')
    const repository = open({ file: join(file, 'history.db') })
    expectToWork(repository, 'memory')
    expect(notices).toMatchObject([{ id: 'history-unavailable' }])
    expect(notices[0]?.detail).toContain('is a file and not a folder')
    repository.close()
  })
})

describe('what an earlier version left beside the history', () => {
  const journals = async () => (await readdir(folder)).filter((name) => name.includes('journal'))

  test('is brought in, and the file goes; what its writer had under way is interrupted', async () => {
    const [ended, begun, later] = [exampleExchange({}, 1), exchangeUnderWay({}, 2), exchangeUnderWay({}, 3)]
    leaveJournal(file, 'dead', exchangeUnderWay({ id: ended.id }), ended, begun)
    giveUpJournal(file, 'left', later)
    const repository = open()
    expect(repository.get(ended.id)).toEqual(ended)
    expect(repository.get(begun.id)?.outcome).toBe('interrupted')
    expect(repository.get(later.id)?.outcome).toBe('interrupted')
    repository.close()
    expect(await journals()).toEqual([])
    expect(notices).toEqual([])
  })

  test('does not undo an end that stands in the database', () => {
    const ended = exampleExchange()
    const before = open()
    put(before, ended)
    before.close()
    leaveJournal(file, 'dead', exchangeUnderWay({ id: ended.id }))
    const repository = open()
    expect(repository.get(ended.id)).toEqual(ended)
    repository.close()
  })

  test('of a writer that lives stays, and so does what is empty or no journal', async () => {
    const theirs = exampleExchange()
    livingJournal(file, 'alive', theirs)
    await writeFile(`${file}-journal-new`, '')
    await writeFile(`${file}-journal-other`, 'not ours\n')
    // Whoever ends meanwhile takes its file away. Windows lets everybody make such a link.
    symlinkSync(join(folder, 'gone'), `${file}-journal-going`, 'junction')
    const repository = open()
    expect(repository.get(theirs.id)).toBeNull()
    repository.close()
    expect(await journals()).toHaveLength(4)
    expect(notices).toEqual([])
  })

  test('ends with a line that was cut by the death of its writer, which had not been confirmed', async () => {
    const exchange = exampleExchange()
    appendFileSync(leaveJournal(file, 'dead', exchange), JSON.stringify(exampleExchange()).slice(0, 40))
    const repository = open()
    expect(listed(repository).items.map(({ id }) => id)).toEqual([exchange.id])
    repository.close()
    expect(await journals()).toEqual([])
    expect(notices).toEqual([])
  })

  test.each([
    ['damaged', '{"version":1,"id":"01K'],
    ['of a newer version', JSON.stringify({ ...exampleExchange(), version: 2 })],
  ])('with a line that is %s gives all others, is put aside whole, and that is said', async (_, wrong) => {
    const [first, last] = [exampleExchange({}, 1), exampleExchange({}, 2)]
    const path = leaveJournal(file, 'dead', first, wrong, last)
    const content = await readFile(path, 'utf8')
    const repository = open()
    expect(ids(repository)).toEqual([last.id, first.id])
    repository.close()
    expect(notices).toMatchObject([{ id: `history-partly-read ${path}`, severity: 'warning' }])
    const [aside = ''] = await journals()
    expect(notices[0]?.detail).toContain(join(folder, aside))
    expect(await readFile(join(folder, aside), 'utf8')).toBe(content)
    open().close()
    expect(notices).toHaveLength(1)
  })

  test('whose first line is damaged gives its exchanges all the same', () => {
    const exchange = exampleExchange()
    const path = leaveJournal(file, 'dead')
    writeFileSync(path, `{"token":\n${JSON.stringify(exchange)}\n`)
    const repository = open()
    expect(repository.get(exchange.id)).toEqual(exchange)
    repository.close()
    expect(notices).toMatchObject([{ id: `history-partly-read ${path}` }])
  })

  test('of which nothing can be read is put aside, and said', async () => {
    const path = leaveJournal(file, 'dead')
    writeFileSync(path, '{"token":\n{"version":99}\n')
    open().close()
    expect(notices).toMatchObject([{ id: `history-partly-read ${path}` }])
    expect(await journals()).toEqual([expect.stringContaining('.damaged-')])
  })

  test('gives its last line too, where only the end of the line is missing', () => {
    const [first, last] = [exampleExchange({}, 1), exampleExchange({}, 2)]
    const path = leaveJournal(file, 'dead', first)
    appendFileSync(path, JSON.stringify(last))
    const repository = open()
    expect(ids(repository)).toEqual([last.id, first.id])
    repository.close()
  })

  test('that cannot be read is told, hides none of the others, and what is new goes to the disk all the same', () => {
    const exchange = exampleExchange()
    mkdirSync(`${file}-journal-closed`)
    leaveJournal(file, 'dead', exchange)
    const repository = open()
    expect(repository.get(exchange.id)).toEqual(exchange)
    expectToWork(repository, 'disk')
    repository.close()
    expect(notices).toMatchObject([{ id: `history-left-behind ${file}-journal-closed`, severity: 'warning' }])
    expect(notices[0]?.detail).toContain(`${file}-journal-closed`)
  })

  test('that cannot be brought in now stays, and what is new goes to the disk all the same', () => {
    const exchange = exampleExchange()
    const path = leaveJournal(file, 'dead', exchange)
    let isFirst = true
    const repository = open({
      store(store) {
        const isRefused = isFirst
        isFirst = false
        if (!isRefused) return store
        return {
          ...store,
          put() {
            throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' })
          },
        }
      },
    })
    expectToWork(repository, 'disk')
    repository.close()
    expect(notices).toMatchObject([{ id: `history-left-behind ${path}` }])
    expect(open().get(exchange.id)).toEqual(exchange)
  })

  test('costs no opening of the database when nothing was on its way', async () => {
    leaveJournal(file, 'dead')
    let opened = 0
    const repository = open({
      store(store) {
        opened += 1
        return store
      },
    })
    expect(opened).toBe(1)
    expect(await journals()).toEqual([])
    repository.close()
  })

  test('goes into the history that is begun in place of a damaged one', async () => {
    await writeFile(file, 'This was a history once.'.repeat(300))
    const exchange = exampleExchange()
    leaveJournal(file, 'dead', exchange)
    const repository = open()
    expect(repository.get(exchange.id)).toEqual(exchange)
    repository.close()
    expect(notices).toMatchObject([{ id: 'history-damaged' }])
  })
})

describe('when the disk refuses', () => {
  let isFull: boolean
  beforeEach(() => {
    isFull = true
  })

  /** A store whose disk is full while `isFull` is true. */
  function onFullDisk(store: Store): Store {
    return {
      ...store,
      put(...what) {
        if (isFull) throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
        return store.put(...what)
      },
    }
  }

  test('exchanges are kept in memory, the old ones can be read, and it is said once', () => {
    const old = exampleExchange({}, 1)
    const before = open()
    put(before, old)
    before.close()
    const repository = open({ store: onFullDisk })
    const [first, second] = [exampleExchange({}, 2), exampleExchange({}, 3)]
    expect(put(repository, first)).toBe('memory')
    elapsed += 60_000
    expect(put(repository, second)).toBe('memory')
    expect(ids(repository)).toEqual([second.id, first.id, old.id])
    expect(ids(repository, 1, second.id)).toEqual([first.id])
    expect(ids(repository, 2, second.id)).toEqual([first.id, old.id])
    expect(ids(repository, 2, first.id)).toEqual([old.id])
    expect(repository.total()).toBe(3)
    expect(repository.get(old.id)).toEqual(old)
    expect(notices).toMatchObject([{ id: 'history-unsaved', severity: 'warning' }])
  })

  test('an exchange that has begun on the disk and ends in memory is found once, as it ended', () => {
    isFull = false
    const repository = open({ store: onFullDisk })
    const begun = exchangeUnderWay()
    expect(put(repository, begun)).toBe('disk')
    isFull = true
    const ended = exampleExchange({ id: begun.id })
    expect(put(repository, ended)).toBe('memory')
    expect(repository.get(begun.id)).toEqual(ended)
    expect(listed(repository).items).toMatchObject([{ outcome: 'http-failure' }])
    expect(repository.total()).toBe(1)
  })

  test.each([
    ['moved', () => renameSync(folder, `${folder}-moved`), () => renameSync(`${folder}-moved`, folder)],
    ['deleted', () => rmSync(folder, { recursive: true }), () => mkdirSync(folder)],
    ['replaced', () => renameSync(file, `${file}-old`) ?? writeFileSync(file, ''), () => undefined],
  ])('a folder that is %s while it is open loses nothing silently', (what, goAway, comeBack) => {
    const repository = open()
    const [before, after, later] = [exampleExchange({}, 1), exampleExchange({}, 2), exampleExchange({}, 3)]
    put(repository, before)
    goAway()
    expect(put(repository, after)).toBe('memory')
    expect(notices).toMatchObject([{ id: 'history-unsaved', severity: 'warning' }])
    expect(notices[0]?.detail).toContain('moved or disappeared')
    expect(notices[0]?.remedy).toContain('back')
    expect(repository.get(after.id)).toEqual(after)
    expect(() => repository.annotate({ id: before.id, pinned: true })).toThrow(/moved or disappeared/)
    expect(() => repository.problems.setState('p', 'resolved')).toThrow(/moved or disappeared/)
    comeBack()
    elapsed += 60_000
    expect(put(repository, later)).toBe(what === 'moved' ? 'disk' : 'memory')
    expect(repository.close()).toBe(what === 'moved')
    if (what === 'moved') expect(ids(open())).toEqual([later.id, after.id, before.id])
  })

  test('what was kept in memory follows by itself once the disk works again', () => {
    isFull = true
    const repository = open({ store: onFullDisk })
    const exchange = exampleExchange()
    put(repository, exchange)
    elapsed += 60_000
    repository.saveWaiting()
    isFull = false
    repository.saveWaiting()
    expect(notices.map(({ severity }) => severity)).toEqual(['warning'])
    elapsed += 60_000
    repository.saveWaiting()
    expect(notices.map(({ severity }) => severity)).toEqual(['warning', 'info'])
    expect(ids(open())).toEqual([exchange.id])
    repository.close()
  })

  test('what was kept in memory follows once the disk works again', () => {
    const repository = open({ store: onFullDisk })
    const [early, late] = [exampleExchange({}, 1), exampleExchange({}, 2)]
    put(repository, early)
    isFull = false
    elapsed += 60_000
    expect(put(repository, late)).toBe('disk')
    expect(ids(repository)).toEqual([late.id, early.id])
    repository.close()
    expect(ids(open())).toEqual([late.id, early.id])
    expect(notices.map(({ severity }) => severity)).toEqual(['warning', 'info'])
  })

  test('what was put on it in memory follows with it, and so does what was put on before', () => {
    isFull = false
    const repository = open({ store: onFullDisk })
    const [begun, sent] = [exchangeUnderWay({}, 1), exampleExchange({}, 2)]
    put(repository, begun)
    repository.annotate({ id: begun.id, pinned: true, note: 'watch' })
    isFull = true
    put(repository, exampleExchange({ id: begun.id }, 1), sent)
    expect(listed(repository).annotations[begun.id]).toEqual({ pinned: true, note: 'watch', again: false })
    repository.annotate({ id: begun.id, note: null })
    repository.annotate({ id: sent.id, note: 'found it', again: true })
    repository.pin([sent.id], true)
    const annotations = {
      [begun.id]: { pinned: true, note: null, again: false },
      [sent.id]: { pinned: true, note: 'found it', again: true },
    }
    expect(listed(repository).annotations).toEqual(annotations)
    isFull = false
    repository.close()
    const later = open()
    expect(listed(later).annotations).toEqual(annotations)
    later.close()
  })

  test('what has begun on the disk and ended in memory is deleted as a whole, and can come back', () => {
    isFull = false
    const repository = open({ store: onFullDisk })
    const begun = exchangeUnderWay()
    put(repository, begun)
    isFull = true
    const ended = exampleExchange({ id: begun.id })
    put(repository, ended)
    expect(() => repository.remove([ended.id], time)).toThrow('full')
    expect(repository.get(ended.id)).toEqual(ended)
    isFull = false
    expect(repository.remove([ended.id], time)).toBe(1)
    expect(ids(repository)).toEqual([])
    expect(repository.total()).toBe(0)
    expect(restoreIn(repository, time)).toBe(1)
    expect(repository.get(ended.id)).toEqual(ended)
    repository.close()
  })

  test('what was kept in memory is saved on closing, if that is possible by then', () => {
    const repository = open({ store: onFullDisk })
    const exchange = exampleExchange()
    put(repository, exchange)
    isFull = false
    repository.close()
    expect(open().get(exchange.id)).toEqual(exchange)
  })

  test('it is tried again after that while, though the clock has been set back', () => {
    const repository = open({ store: onFullDisk })
    put(repository, exampleExchange())
    isFull = false
    time -= 3_600_000
    elapsed += 60_000
    expect(put(repository, exampleExchange())).toBe('disk')
  })

  test('it is left alone for a while, since a locked file costs seconds each time', () => {
    let asked = 0
    const repository = open({
      store: (store) => ({
        ...store,
        put() {
          asked += 1
          throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' })
        },
      }),
    })
    for (let count = 0; count < 5; count += 1) put(repository, exampleExchange())
    expect(asked).toBe(1)
    elapsed += 60_000
    put(repository, exampleExchange())
    expect(asked).toBe(2)
  })
})

describe('a disk that fills up', () => {
  const titles = () => notices.map(({ title }) => title)
  /** Puts one exchange when so much is free, and gives it as it is kept. */
  function keep(repository: Repository, exchange = exampleExchange({}, elapsed)): Exchange | null {
    elapsed += 5000
    put(repository, exchange)
    return repository.get(exchange.id)
  }

  test('is warned of once, and its end is told once', () => {
    let free = 501e6
    const repository = open({ free: () => free })
    const bodies = []
    for (free of [501e6, 499e6, 480e6, 540e6, 99e6, 101e6, 90e6, 111e6, 540e6, 551e6, 560e6])
      bodies.push(keep(repository)?.attempts.at(-1)?.response?.body !== '')
    expect(titles()).toEqual([
      'The disk is nearly full',
      'Postern keeps no bodies of responses now',
      'The disk is nearly full',
      'The disk has room again',
    ])
    expect(notices[0]?.detail).toContain('499 MB')
    expect(new Set(notices.map(({ id }) => id)).size).toBe(1)
    expect(bodies).toEqual([true, true, true, true, false, false, false, true, true, true, true])
    repository.close()
  })

  test('costs the bodies of responses, which the exchange says, and nothing else', () => {
    const repository = open({ free: () => 5e6 })
    const sent = exampleExchange({}, 1)
    const kept = keep(repository, sent)
    expect(kept?.findings.at(-1)).toMatchObject({ rule: 'body-truncated' })
    expect(kept?.findings.at(-1)?.message).toContain('the disk was nearly full')
    expect(kept?.request).toEqual(sent.request)
    expect(kept?.diagnosis).toEqual(sent.diagnosis)
    expect(kept?.attempts[0]?.response).toMatchObject({ status: 403, body: '', truncated: true })
    expect(keep(repository, exchangeUnderWay())?.findings).toEqual([])
    repository.close()
  })

  test('is asked for its room at most every five seconds', () => {
    let asked = 0
    const repository = open({ free: () => (asked += 1) * 1e9 })
    for (let time = 0; time < 100; time += 1) {
      elapsed += 100
      put(repository, exampleExchange({}, time))
    }
    expect(asked).toBe(2)
    repository.close()
  })
})
