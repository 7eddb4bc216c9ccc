import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Notice } from '../../../app/contract/notice.ts'
import { openHistory, type History } from '../../../app/history/history.ts'
import { exampleExchange, exchangeUnderWay } from '../../unit/history/exampleExchange.ts'
import { bundle, type Bundle } from './bundle.ts'

let worker: Bundle
let writer: Bundle
beforeAll(async () => {
  worker = await bundle('app/history/worker.ts')
  writer = await bundle('test/integration/history/writerProcess.ts')
})
afterAll(() => Promise.all([worker.remove(), writer.remove()]))

let folder: string
let file: string
let children: ChildProcess[]
let heard: Notice[]
beforeEach(async () => {
  heard = []
  folder = await mkdtemp(join(tmpdir(), 'postern-history-'))
  file = join(folder, 'history.db')
  children = []
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

function open(url = worker.url): Promise<History> {
  return openHistory({ file, worker: url, onNotice: (notice) => heard.push(notice) })
}

/** Starts another process that writes; `lines` are what it has confirmed, read as they come. */
function startWriter(count: number): {
  child: ChildProcess
  lines: string[]
  next: () => Promise<string | undefined>
} {
  const args = [fileURLToPath(writer.url), file, worker.url.href, String(count)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await reader.next()
    if (!done) lines.push(value)
    return done ? undefined : value
  }
  return { child, lines, next }
}

function integrity(): unknown {
  const db = new Database(file)
  const rows = db.prepare('PRAGMA integrity_check').raw().all()
  db.close()
  return rows
}

test('keeps an exchange as it happens, over a restart', async () => {
  const begun = exchangeUnderWay()
  const ended = exampleExchange({ id: begun.id })
  const first = await open()
  await first.put(begun)
  expect(await first.get(begun.id)).toEqual(begun)
  await first.put(ended)
  await first.close()

  const second = await open()
  expect(await second.get(begun.id)).toEqual(ended)
  expect(await second.list({ before: null, limit: 10 })).toMatchObject({
    total: 1,
    next: null,
    items: [{ id: begun.id }],
  })
  expect(heard).toEqual([])
  await second.close()
  expect(await readdir(folder)).toEqual(['history.db'])
})

test('keeps what is put in the same tick, each in its own promise', async () => {
  const history = await open()
  const all = Array.from({ length: 100 }, (_, at) => exampleExchange({}, at))
  await Promise.all(all.map((exchange) => history.put(exchange)))
  expect((await history.list({ before: null, limit: 200 })).items).toHaveLength(100)
  await history.close()
})

test('writes what was put before closing, and refuses what comes after', async () => {
  const history = await open()
  const last = history.put(exampleExchange())
  await history.close()
  await expect(last).resolves.toBeUndefined()
  await expect(history.put(exampleExchange())).rejects.toMatchObject({ code: 'history-unavailable' })
  await expect(history.get(exampleExchange().id)).rejects.toMatchObject({ code: 'history-unavailable' })
  await history.close()
})

test('says that a damaged file was put aside, and goes on with a new one that lasts', async () => {
  const torn = 'no database '.repeat(1000)
  await writeFile(file, torn)
  const history = await open()
  expect(heard.map(({ id }) => id)).toEqual(['history-damaged'])
  const exchange = exampleExchange()
  await history.put(exchange)
  await history.close()
  const aside = (await readdir(folder)).filter((name) => name.startsWith('history.damaged-'))
  expect(await Promise.all(aside.map((name) => readFile(join(folder, name), 'utf8')))).toEqual([torn])
  const again = await open()
  expect(await again.get(exchange.id)).toEqual(exchange)
  await again.close()
})

test('two processes write at once, and both see everything', async () => {
  const history = await open()
  const other = startWriter(150)
  const own = Array.from({ length: 150 }, (_, at) => exampleExchange({}, at))
  const writing = (async () => {
    for (const exchange of own) await history.put(exchange)
  })()
  while ((await other.next()) !== undefined);
  await writing
  const ids = (await history.list({ before: null, limit: 500 })).items.map(({ id }) => id)
  expect(new Set(ids)).toEqual(
    new Set([...own.map(({ id }) => id), ...other.lines.map((line) => line.slice(6))]),
  )
  expect(heard).toEqual([])
  await history.close()
  expect(integrity()).toEqual([['ok']])
})

test('what another living process has under way is not interrupted', async () => {
  const other = startWriter(100_000)
  await other.next()
  other.child.kill('SIGSTOP')
  const begun = exchangeUnderWay()
  const first = await open()
  await first.put(begun)
  const second = await open()
  expect(
    (await second.list({ before: null, limit: 5 })).items.find(({ id }) => id === begun.id)?.outcome,
  ).toBeNull()
  await second.close()
  await first.close()
})

test.each([1, 2, 3, 4, 5])(
  'after kill -9 nothing confirmed is lost, and what was under way is interrupted (%i)',
  async (round) => {
    const { child, lines, next } = startWriter(100_000)
    const exit = once(child, 'exit')
    while (lines.length < round * 17) await next()
    child.kill('SIGKILL')
    await exit
    while ((await next()) !== undefined);

    const history = await open()
    expect(heard).toEqual([])
    const items = new Map(
      (await history.list({ before: null, limit: 500 })).items.map((item) => [item.id, item]),
    )
    for (const line of lines) {
      const [state, id = ''] = line.split(' ')
      const outcome = items.get(id)?.outcome
      if (state === 'ended') expect(outcome).toBe('http-failure')
      else expect(['http-failure', 'interrupted']).toContain(outcome)
    }
    for (const { outcome, endedAt } of items.values()) {
      expect(outcome).not.toBeNull()
      expect(endedAt).not.toBeNull()
    }
    await history.close()
    expect(integrity()).toEqual([['ok']])
  },
)

test('a worker that dies is said and replaced, and what it did not write is there the next time', async () => {
  const dying = join(folder, 'dying.mjs')
  await writeFile(
    dying,
    `import { parentPort } from 'node:worker_threads'
     parentPort.on('message', () => { throw new Error('out of memory') })
     parentPort.postMessage({ kind: 'ready' })`,
  )
  const history = await open(new URL(`file://${dying}`))
  const exchanges = [exampleExchange(), exampleExchange()]
  for (const exchange of exchanges) {
    await history.put(exchange)
    await expect(history.get(exchange.id)).rejects.toMatchObject({ code: 'history-unavailable' })
  }
  expect(heard).toMatchObject(exchanges.map(() => ({ id: 'history-restarted' })))
  await history.close().catch(() => undefined)

  const next = await open()
  for (const { id } of exchanges) expect(await next.get(id)).toMatchObject({ id })
  await next.close()
  expect((await readdir(folder)).filter((name) => name.includes('journal'))).toEqual([])
})

test('what is beyond a limit goes also while somebody keeps looking', async () => {
  const history = await open()
  for (let count = 0; count < 5; count += 1) await history.put(exampleExchange({}, count))
  await history.setKeeping({ maxAgeMs: null, maxCount: 2, maxBytes: null })
  let { exchanges } = await history.usage()
  expect(exchanges).toBe(5)
  while (exchanges > 2) ({ exchanges } = await history.usage())
  expect((await history.list({ before: null, limit: 10 })).items).toHaveLength(2)
  await history.close()
})
