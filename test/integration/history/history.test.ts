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
import type { History } from '../../../app/history/history.ts'
import { openHistory } from '../../../app/history/openHistory.ts'
import { exampleExchange, exchangeUnderWay } from '../../unit/history/exampleExchange.ts'
import { bundle, type Bundle } from './bundle.ts'
import { redacted } from '../../fixtures/testRecorder.ts'

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
  await first.put(redacted(begun))
  expect(await first.get(begun.id)).toEqual(begun)
  await first.put(redacted(ended))
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
  await Promise.all(all.map((exchange) => history.put(redacted(exchange))))
  expect((await history.list({ before: null, limit: 200 })).items).toHaveLength(100)
  await history.close()
})

test('writes what was put before closing, and refuses what comes after', async () => {
  const history = await open()
  const [read, sent] = [exampleExchange({}, 1), exampleExchange({}, 2)]
  const puts = [
    history.put(redacted(read), { durable: false }),
    history.put(redacted(sent), { durable: true }),
  ]
  await history.close()
  await Promise.all(puts)
  await expect(history.put(redacted(exampleExchange()))).rejects.toMatchObject({
    code: 'history-unavailable',
  })
  await expect(history.get(exampleExchange().id)).rejects.toMatchObject({ code: 'history-unavailable' })
  await history.close()
  const again = await open()
  expect(await again.known([read.id, sent.id])).toHaveLength(2)
  await again.close()
})

test('says that a damaged file was put aside, and goes on with a new one that lasts', async () => {
  const torn = 'no database '.repeat(1000)
  await writeFile(file, torn)
  const history = await open()
  expect(heard.map(({ id }) => id)).toEqual(['history-damaged'])
  const exchange = exampleExchange()
  await history.put(redacted(exchange))
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
    for (const exchange of own) await history.put(redacted(exchange))
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
  await first.put(redacted(begun))
  const second = await open()
  // The other may have written any number before it stood still.
  expect((await second.get(begun.id))?.outcome).toBeNull()
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

/** A thread that dies with the first so many puts, over all its lives. */
async function dyingThread(deaths: number): Promise<URL> {
  const path = join(folder, 'dying.mjs')
  const lives = join(folder, 'lives')
  await writeFile(
    path,
    `import { appendFileSync, readFileSync } from 'node:fs'
     import { parentPort } from 'node:worker_threads'
     const listen = parentPort.on.bind(parentPort)
     parentPort.on = (event, listener) =>
       listen(event, (message) => {
         if (message.name === 'put' && readFileSync(${JSON.stringify(lives)}).length < ${deaths}) {
           appendFileSync(${JSON.stringify(lives)}, 'x')
           throw new Error('out of memory')
         }
         listener(message)
       })
     await import(${JSON.stringify(worker.url.href)})`,
  )
  await writeFile(lives, '')
  return new URL(`file://${path}`)
}

test('a thread that dies is said and replaced, and the next one gets what it did not write', async () => {
  const history = await open(await dyingThread(1))
  const [read, sent] = [exampleExchange(), exchangeUnderWay()]
  await history.put(redacted(read), { durable: false })
  await history.put(redacted(sent), { durable: true })
  expect(heard).toMatchObject([{ id: 'history-restarted' }])
  expect(await history.get(read.id)).toEqual(read)
  expect(await history.get(sent.id)).toEqual(sent)
  await history.close()
})

test('what two threads have died with is refused to whoever waits, and is written later all the same', async () => {
  const history = await open(await dyingThread(2))
  const exchange = exampleExchange()
  await expect(history.put(redacted(exchange), { durable: true })).rejects.toMatchObject({
    code: 'history-unavailable',
  })
  expect(heard).toMatchObject([{ id: 'history-restarted' }, { id: 'history-restarted' }])
  expect(await history.get(exchange.id)).toEqual(exchange)
  await history.close()
})

test('what nobody waits for is written by itself', async () => {
  const history = await open()
  const db = new Database(file)
  const count = db.prepare('SELECT count(*) FROM exchanges').raw()
  await history.put(redacted(exampleExchange()), { durable: false })
  await expect.poll(() => count.get(), { interval: 5 }).toEqual([1])
  db.close()
  await history.close()
})

test('what is beyond a limit goes also while somebody keeps looking', async () => {
  const history = await open()
  for (let count = 0; count < 5; count += 1) await history.put(redacted(exampleExchange({}, count)))
  await history.setRetention({ maxAgeMs: null, maxCount: 2, maxBytes: null })
  let { exchanges } = await history.usage()
  expect(exchanges).toBe(5)
  while (exchanges > 2) ({ exchanges } = await history.usage())
  expect((await history.list({ before: null, limit: 10 })).items).toHaveLength(2)
  await history.close()
})

test.each([
  {
    fault: "Cannot find module '@libsql/linux-x64-musl'",
    message:
      'Postern cannot start the history: npm has not installed @libsql/linux-x64-musl, its database driver for this system.',
    remedy: 'Run: npm install @libsql/linux-x64-musl',
  },
  {
    fault: 'out of luck',
    message: 'Postern cannot start the history. The thread ended: out of luck.',
    remedy: 'Start Postern again. If the history still fails, install Postern again.',
  },
])('a thread that cannot start says why: $fault', async ({ fault, message, remedy }) => {
  const broken = new URL(`data:text/javascript,throw new Error(${encodeURIComponent(JSON.stringify(fault))})`)
  await expect(open(broken)).rejects.toMatchObject({ code: 'history-unavailable', message, remedy })
  expect(heard).toEqual([])
})
