import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../../app/clock.ts'
import { openHistory } from '../../../app/history/history.ts'
import { itemSchema } from '../../../app/replay/journal.ts'
import { startSandbox } from '../../../app/sandbox/sandbox.ts'
import { answered, asking } from '../../unit/replay/samples.ts'
import { bundle, type Bundle } from '../history/bundle.ts'

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

const COUNT = 60
const KILLS = 8

/** Runs the program until so many requests have ended, then kills it; without a number it runs to its end. */
async function run(args: string[], killAfter: number | null): Promise<string[]> {
  const child = spawn(process.execPath, [fileURLToPath(program.url), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (lines.length === killAfter) child.kill('SIGKILL')
  }
  await ended
  return lines
}

it('goes on after each kill -9, and sends nothing twice without marking it', async () => {
  const file = join(folder, 'history.db')
  const journals = join(folder, 'replays')
  const open = () => openHistory({ file, worker: worker.url })
  const sandbox = await startSandbox({ clock: systemClock, rate: { limit: 10_000, lengthMs: 60_000 } })
  const received: string[] = []
  sandbox.onRequest(({ path }) => {
    if (path.endsWith('/rates')) received.push(path)
  })
  try {
    // Every second one is not to be repeated by itself once it may have been applied.
    const originals = Array.from({ length: COUNT }, (_, at) =>
      asking(answered(500, {}, at), {
        url: `http://127.0.0.1:1/api/external/timesheets/${at}/rates`,
        ...(at % 2 === 0 ? {} : { method: 'POST', idempotent: false }),
      }),
    )
    const first = await open()
    await Promise.all(originals.map((exchange) => first.put(exchange)))
    await first.close()

    const args = [file, worker.url.href, journals, sandbox.url]
    let last = ''
    for (let kill = 1; kill <= KILLS + 1 && !last.startsWith('['); kill += 1) {
      const lines = await run(args, kill <= KILLS ? (kill % 4) + 1 : null)
      last = lines.at(-1) ?? ''
    }
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
    await history.close()
    const timesReceived = new Map<string, number>()
    for (const path of received) timesReceived.set(path, (timesReceived.get(path) ?? 0) + 1)
    // Nothing below would tell anything if the server had not seen them.
    expect(timesReceived.size).toBeGreaterThanOrEqual(items.filter(({ state }) => state === 'sent').length)
    for (const [at, { id, request }] of originals.entries()) {
      const item = items.find(({ original }) => original === id)
      const times = timesReceived.get(`/api/external/timesheets/${at}/rates`) ?? 0
      // What the server saw, the history knows: it is kept before it leaves.
      if (times > 0) expect(timesKept.get(id)).toBeGreaterThanOrEqual(1)
      if ((timesKept.get(id) ?? 0) > 1) expect(item).toMatchObject({ again: true, isSafe: true })
      if (request.method === 'POST') expect(times).toBeLessThanOrEqual(1)
      if (item?.state === 'sent') expect(timesKept.get(id)).toBeGreaterThanOrEqual(1)
    }
  } finally {
    await sandbox.close()
  }
}, 60_000)
