import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { CUT_LOG_BYTES, LONG_LOG_BYTES } from '../../../app/history/checkpoints.ts'
import { LONGEST_LOG_PAGES } from '../../../app/history/database.ts'
import { createMethods } from '../../../app/history/methods.ts'
import { openRepository } from '../../../app/history/repository.ts'
import { KEEP_ALL } from '../../../app/history/retention.ts'
import { openStore, openStoreForReading } from '../../../app/history/store.ts'
import { createUpkeep } from '../../../app/history/upkeep.ts'
import { exampleAttempt, exampleExchange } from './exampleExchange.ts'
import { useStore } from './temporaryStore.ts'

const context = useStore()
const LONGEST = LONGEST_LOG_PAGES * 4096

function many(count: number, bytes = 20_000) {
  const response = { status: 403, headers: [], body: 'x'.repeat(bytes), bodyBytes: bytes, truncated: false }
  return Array.from({ length: count }, (_, at) =>
    exampleExchange({ attempts: [exampleAttempt({ response })] }, at),
  )
}

const logBytes = () => statSync(`${context.file}-wal`, { throwIfNoEntry: false })?.size ?? 0
const contents = () => createHash('sha256').update(readFileSync(context.file)).digest('hex')

/** The methods of the history's thread, over the same file. */
function openMethods() {
  context.store.close()
  context.store = openStore({ file: ':memory:', writer: 'none', now: Date.now })
  const repository = openRepository({
    file: context.file,
    writer: 'two',
    onNotice: ({ title }) => {
      throw new Error(title)
    },
  })
  const upkeep = createUpkeep(repository, () => undefined)
  return { repository, upkeep, methods: createMethods(repository, upkeep, () => undefined) }
}

test('no step of writing, deleting, undoing and tidying moves the log into the file', async () => {
  await context.store.checkpoints.run()
  const before = contents()
  context.put(...many(250))
  const tidy = () => {
    while (context.store.housekeeping.step({ ...KEEP_ALL, maxCount: 30 }).isMore);
  }
  tidy()
  context.restore('by limits')
  for (let part = 0; part < 10; part += 1) context.store.housekeeping.clearUp()
  tidy()
  expect(contents()).toBe(before)
  await context.store.checkpoints.run()
  expect(contents()).not.toBe(before)
})

test('a log that was moved begins anew, and is cut when it had grown long', async () => {
  context.put(...many(2 * (LONG_LOG_BYTES / 20_000)))
  expect(logBytes()).toBeGreaterThan(LONG_LOG_BYTES)
  await context.store.checkpoints.keepShort()
  context.put(...many(1))
  expect(logBytes()).toBeLessThanOrEqual(CUT_LOG_BYTES)
})

test('a short log is left alone while something is written', async () => {
  context.put(...many(10))
  const before = contents()
  await context.store.checkpoints.keepShort()
  expect(contents()).toBe(before)
})

test('the log stays short during an import', async () => {
  const { repository, methods } = openMethods()
  const parts = 50
  let longest = 0
  for (let part = 0; part < parts; part += 1) {
    await methods.add(many(16, 40_000))
    longest = Math.max(longest, logBytes())
  }
  expect(longest).toBeLessThan(2 * LONG_LOG_BYTES)
  expect(repository.total()).toBe(16 * parts)
  await methods.close()
})

test('a log that no thread moves has an end, and begins anew though somebody else reads', () => {
  const reader = openStoreForReading({ file: context.file, writer: 'reader', now: Date.now })
  const bytes = 40_000
  let longest = 0
  for (const [at, exchange] of many((2 * LONGEST) / bytes, bytes).entries()) {
    context.put(exchange)
    expect(reader.total()).toBe(at + 1)
    longest = Math.max(longest, logBytes())
  }
  expect(longest).toBeLessThan(1.1 * LONGEST)
  reader.close()
})

test('a log to which somebody writes without a pause begins anew after the thread has moved it', async () => {
  const { repository, methods, upkeep } = openMethods()
  const reader = openStoreForReading({ file: context.file, writer: 'reader', now: Date.now })
  for (const exchange of many((2 * LONG_LOG_BYTES) / 40_000, 40_000)) {
    upkeep.giveWay()
    methods.put([exchange], { durable: false })
    upkeep.rest()
  }
  expect(logBytes()).toBeGreaterThan(CUT_LOG_BYTES)
  // The first may have begun before the last exchange was written.
  await repository.checkpoints.run()
  await repository.checkpoints.run()
  methods.put(many(1), { durable: false })
  expect(logBytes()).toBeLessThanOrEqual(CUT_LOG_BYTES)
  expect(reader.total()).toBe(repository.total())
  reader.close()
  await methods.close()
})

/** What a history holds of which this is what the disk has. */
function found(database: Buffer, log: Buffer): Set<string> {
  const file = join(mkdtempSync(join(dirname(context.file), 'cut-')), 'history.db')
  writeFileSync(file, database)
  writeFileSync(`${file}-wal`, log)
  const db = new Database(file)
  expect(db.prepare('PRAGMA integrity_check').raw().all()).toEqual([['ok']])
  const ids = db.prepare('SELECT id FROM exchanges').raw().all().flat().map(String)
  db.close()
  return new Set(ids)
}

test('after a power cut all that was durable is there, wherever the log ends and whatever of it was moved', async () => {
  const [durable, later] = [many(30), many(60).slice(30)]
  context.store.put(durable, true)
  const confirmed = logBytes()
  context.put(...later)
  const [before, log] = [readFileSync(context.file), readFileSync(`${context.file}-wal`)]
  await context.store.checkpoints.run()
  const after = readFileSync(context.file)
  expect(after.equals(before)).toBe(false)
  const ends = [confirmed, confirmed + 1, confirmed + 5000, (confirmed + log.length) >> 1, log.length - 1]
  for (const end of ends) {
    const ids = found(before, log.subarray(0, end))
    expect(durable.filter(({ id }) => !ids.has(id))).toEqual([])
  }

  // Of the pages every second one was moved when it happened.
  const halfMoved = Buffer.from(after)
  for (let at = 0; at < before.length; at += 2 * 4096) before.copy(halfMoved, at, at, at + 4096)
  expect(found(halfMoved, log)).toEqual(new Set([...durable, ...later].map(({ id }) => id)))
})

test('closing waits for what is moved, and leaves no log', async () => {
  const { repository, methods } = openMethods()
  const all = many(200)
  methods.put(all, { durable: true })
  void repository.checkpoints.run()
  expect(await methods.close()).toBe(true)
  expect(logBytes()).toBe(0)
  const db = new Database(context.file)
  expect(db.prepare('PRAGMA integrity_check').raw().all()).toEqual([['ok']])
  expect(db.prepare('SELECT count(*) FROM exchanges').raw().get()).toEqual([all.length])
  db.close()
})

test('a file that somebody has moved away is not made anew', async () => {
  renameSync(context.file, `${context.file}.elsewhere`)
  await context.store.checkpoints.run()
  expect(existsSync(context.file)).toBe(false)
})
