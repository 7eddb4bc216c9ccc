import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../../app/clock.ts'
import { openHistory } from '../../../app/history/openHistory.ts'
import { itemSchema } from '../../../app/replay/journal.ts'
import { startSandbox } from '../../../app/sandbox/sandbox.ts'
import { answered, asking } from '../../unit/replay/samples.ts'
import { bundle, type Bundle } from '../history/bundle.ts'
import { redacted } from '../../fixtures/testRecorder.ts'

let worker: Bundle
let program: Bundle
beforeAll(async () => {
  worker = await bundle('app/history/worker.ts')
  program = await bundle('test/integration/replay/replayProcess.ts')
}, 60_000)
afterAll(() => Promise.all([worker.remove(), program.remove()]))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-killed-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** As many as stand in POSTERN_KILLS: `npm run fuzz kills` has 200. */
const KILLS = Number(process.env['POSTERN_KILLS'] ?? 6)
/** Enough that the replay outlives them all, also on a fast machine: more than one run can send before it is killed. */
const COUNT = 40 + KILLS * 40
const SEED = Number(process.env['POSTERN_SEED'] ?? Date.now() % 1_000_000)

interface Moment {
  lines: number
  /** Ms after that line; after the start where there is none. */
  then: number
}

/** Moments of any kind: while it starts, while it writes, between two steps. */
function* momentsFrom(seed: number): Generator<Moment, never> {
  let state = seed
  const next = (below: number) => {
    // The generator of the C standard's example; any would do.
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
  for (;;) {
    const lines = next(5)
    yield { lines, then: next(lines === 0 ? 300 : 25) }
  }
}

interface Ran {
  lines: string[]
  isKilled: boolean
}

/** Runs the program until that moment, then kills it; without one it runs to its end. */
async function run(args: string[], moment: Moment | null): Promise<Ran> {
  const child = spawn(process.execPath, [fileURLToPath(program.url), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const lines: string[] = []
  let timer: NodeJS.Timeout | undefined
  const killAt = (count: number) => {
    if (moment?.lines === count) timer = setTimeout(() => child.kill('SIGKILL'), moment.then)
  }
  killAt(0)
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    killAt(lines.length)
  }
  const [, signal]: unknown[] = await ended
  clearTimeout(timer)
  return { lines, isKilled: signal === 'SIGKILL' }
}

const NAME = `goes on after each of ${KILLS} random kill -9s, loses nothing, and sends nothing twice unmarked (seed ${SEED})`

it(
  NAME,
  async () => {
    const file = join(folder, 'history.db')
    const journals = join(folder, 'replays')
    const open = () => openHistory({ file, worker: worker.url })
    const sandbox = await startSandbox({ clock: systemClock, rate: { limit: 10_000, lengthMs: 60_000 } })
    const received: string[] = []
    sandbox.onRequest(({ path }) => {
      if (path.endsWith('/rates')) received.push(path)
    })
    try {
      // Every second one is not to be repeated by itself once it may have run.
      const originals = Array.from({ length: COUNT }, (_, at) =>
        asking(answered(500, {}, at), {
          url: `http://127.0.0.1:1/api/external/timesheets/${at}/rates`,
          ...(at % 2 === 0 ? {} : { method: 'POST', idempotent: false }),
        }),
      )
      const first = await open()
      await Promise.all(originals.map((exchange) => first.put(redacted(exchange))))
      await first.close()

      const args = [file, worker.url.href, journals, sandbox.url]
      const confirmed = new Map<string, string>()
      const moments = momentsFrom(SEED)
      let kills = 0
      let last = ''
      while (!last.startsWith('[')) {
        const { lines, isKilled } = await run(args, kills < KILLS ? moments.next().value : null)
        if (isKilled) kills += 1
        for (const line of lines) {
          const [word, original = '', exchange = ''] = line.split(' ')
          if (word === 'sent') confirmed.set(original, exchange)
        }
        last = lines.at(-1) ?? ''
        if (!isKilled && !last.startsWith('[')) throw new Error(`It ended by itself after ${kills} kills.`)
      }
      expect(kills).toBe(KILLS)
      const items = z.array(itemSchema).parse(JSON.parse(last))

      expect(items).toHaveLength(COUNT)
      expect(items.every(({ state }) => state === 'sent' || state === 'uncertain')).toBe(true)
      expect(await readdir(journals)).toEqual([])

      const history = await open()
      const { ids } = await history.ids({ query: 'is:replay', limit: 10_000 })
      const timesKept = new Map<string | null, number>()
      for (const id of ids) {
        const replayOf = (await history.get(id))?.replayOf ?? null
        timesKept.set(replayOf, (timesKept.get(replayOf) ?? 0) + 1)
      }
      for (const [original, id] of confirmed) {
        const kept = await history.get(id)
        expect(kept).toMatchObject({ id, replayOf: original, endedAt: expect.any(String) })
        expect(kept?.outcome).not.toBe('interrupted')
        expect(items.find((item) => item.original === original)).toMatchObject({
          state: 'sent',
          exchange: id,
        })
      }
      await history.close()
      const db = new Database(file)
      expect(db.prepare('PRAGMA integrity_check').raw().all()).toEqual([['ok']])
      db.close()
      const timesReceived = new Map<string, number>()
      for (const path of received) timesReceived.set(path, (timesReceived.get(path) ?? 0) + 1)
      // Nothing below would tell anything if the server had not seen them.
      expect(timesReceived.size).toBeGreaterThanOrEqual(items.filter(({ state }) => state === 'sent').length)
      for (const [at, { id, request }] of originals.entries()) {
        const item = items.find(({ original }) => original === id)
        const times = timesReceived.get(`/api/external/timesheets/${at}/rates`) ?? 0
        // What the server saw, the history knows: it is kept before it leaves.
        if (times > 0) expect(timesKept.get(id)).toBeGreaterThanOrEqual(1)
        if (times > 1 || (timesKept.get(id) ?? 0) > 1)
          expect(item).toMatchObject({ again: true, isSafe: true })
        if (request.method === 'POST') expect(times).toBeLessThanOrEqual(1)
        if (item?.state === 'sent') expect(timesKept.get(id)).toBeGreaterThanOrEqual(1)
      }
    } finally {
      await sandbox.close()
    }
  },
  60_000 + KILLS * 6000,
)
