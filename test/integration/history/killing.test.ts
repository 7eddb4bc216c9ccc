import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHistory } from '../../../app/history/openHistory.ts'
import { bundle, type Bundle } from './bundle.ts'

/** As many as stand in POSTERN_KILLS; a long night may have 200. */
const KILLS = Number(process.env['POSTERN_KILLS'] ?? 10)

let worker: Bundle
let writer: Bundle
let checkpointer: Bundle
beforeAll(async () => {
  worker = await bundle('app/history/worker.ts')
  writer = await bundle('test/integration/history/writerProcess.ts')
  checkpointer = await bundle('test/integration/history/checkpointProcess.ts')
})
afterAll(() => Promise.all([worker.remove(), writer.remove(), checkpointer.remove()]))

/** Starts a process, and kills it once it has told so many characters. Returns the whole lines that it told. */
async function killed(program: Bundle, args: readonly string[], after: number): Promise<string[]> {
  const child = spawn(process.execPath, [fileURLToPath(program.url), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  let text = ''
  child.stdout.setEncoding('utf8')
  for await (const chunk of child.stdout) {
    text += String(chunk)
    if (text.length > after) child.kill('SIGKILL')
  }
  await exit
  return text.split('\n').slice(0, -1)
}

test(
  `${KILLS} times killed while it writes, the history is whole and nothing confirmed is lost`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'postern-killing-'))
    const file = join(folder, 'history.db')
    const confirmed = new Map<string, string>()
    for (let kill = 0; kill < KILLS; kill += 1) {
      const args = [file, worker.url.href, '100000']
      for (const line of await killed(writer, args, ((kill * 997) % 5000) + 1)) {
        const [state = '', id = ''] = line.split(' ')
        confirmed.set(id, state)
      }
    }

    const heard: unknown[] = []
    const history = await openHistory({ file, worker: worker.url, onNotice: (notice) => heard.push(notice) })
    expect(heard).toEqual([])
    const { ids, isAll } = await history.ids({ query: null, limit: 1_000_000 })
    expect(isAll).toBe(true)
    const kept = new Set(ids)
    expect([...confirmed.keys()].filter((id) => !kept.has(id))).toEqual([])
    expect(await history.ids({ query: 'is:running', limit: 10 })).toEqual({ ids: [], isAll: true })
    const interrupted = new Set((await history.ids({ query: 'outcome:interrupted', limit: 1000 })).ids)
    expect([...confirmed].filter(([id, state]) => state === 'ended' && interrupted.has(id))).toEqual([])
    // What is kept, what is counted and what is found are the same.
    expect((await history.count({ query: '"customerid 1099"', limit: 1_000_000 })).count).toBe(ids.length)
    expect((await history.count({ query: 'method:GET', limit: 1 })).count).toBe(ids.length)
    await history.close()

    const db = new Database(file)
    expect(db.prepare('PRAGMA integrity_check').raw().all()).toEqual([['ok']])
    db.exec("INSERT INTO search (search) VALUES ('integrity-check')")
    db.close()
    await rm(folder, { recursive: true })
  },
  KILLS * 5000 + 30_000,
)

test(
  `${KILLS} times two programs are killed while they move the log of one history: it is whole, nothing confirmed is lost`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'postern-killing-'))
    const file = join(folder, 'history.db')
    const confirmed = new Set<string>()
    for (let kill = 0; kill < KILLS; kill += 1) {
      const both = await Promise.all(
        [997, 1499].map((step) => killed(checkpointer, [file], ((kill * step) % 20_000) + 1)),
      )
      for (const id of both.flat()) confirmed.add(id)
      const db = new Database(file)
      expect(db.prepare('PRAGMA integrity_check').raw().all()).toEqual([['ok']])
      const kept = new Set(db.prepare('SELECT id FROM exchanges').raw().all().flat())
      expect([...confirmed].filter((id) => !kept.has(id))).toEqual([])
      db.close()
    }
    expect(confirmed.size).toBeGreaterThan(KILLS)
    await rm(folder, { recursive: true })
  },
  KILLS * 5000 + 30_000,
)
