import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { openHistory } from '../../../app/history/openHistory.ts'
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'
import { startServer } from '../../fixtures/localServer.ts'

/** As many as stand in POSTERN_KILLS; a long night may have 200. */
const KILLS = Number(process.env['POSTERN_KILLS'] ?? 5)
const IN_FLIGHT = 8
const out = join(import.meta.dirname, '../../../out')

/** What became of a call: its status, or the code of its end. */
function asked(url: string): Promise<string> {
  return new Promise((resolve) => {
    get(url, (response) => {
      response.on('data', () => undefined)
      response.on('end', () => resolve(String(response.statusCode)))
      response.on('error', (error) => resolve(error.message))
    }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
}

const run = promisify(execFile)

/** How many exchanges are in progress, as another program reads them: within this one they would share a lock. */
async function runningIn(folder: string): Promise<number> {
  const env = { ...process.env, POSTERN_DATA: folder }
  const args = [join(out, 'cli.js'), 'history', 'is:running', '--json']
  const { stdout } = await run(process.execPath, args, { env })
  return stdout.split('"source": "capture"').length - 1
}

it(
  `${KILLS} times killed, its clients see a reset, and the history opens with what was in flight as interrupted`,
  async () => {
    await ensureBuilt(['historyWorker', 'captureWorker', 'cli'])
    const folder = await mkdtemp(join(tmpdir(), 'postern-killing-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    let held = 0
    const api = await startServer((request, response) => {
      if (request.url === '/quick') return response.end('{}')
      held += 1
      request.resume()
    })
    const ends: string[] = []
    let interrupted = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      held = 0
      const args = [join(out, 'cli.js'), 'capture', '--to', api.url, '--port', '0', '--keep']
      const env = { ...process.env, POSTERN_DATA: folder }
      const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      const url = /listens on (\S+)/.exec(String(line))?.[1] ?? ''
      const calls = Array.from({ length: IN_FLIGHT }, () => asked(`${url}/hang`))
      while (held < IN_FLIGHT) await sleep(1)
      // At another moment of recording each time.
      const quick = Array.from({ length: kill % 4 }, () => asked(`${url}/quick`))
      const isWritten = kill % 2 === 0
      if (isWritten) while ((await runningIn(folder)) < IN_FLIGHT) await sleep(5)
      await sleep((kill * 37) % 150)
      child.kill('SIGKILL')
      await once(child, 'exit')
      ends.push(...(await Promise.all(calls)))
      await Promise.all(quick)

      const worker = pathToFileURL(join(out, 'historyWorker.js'))
      const heard: unknown[] = []
      const file = join(folder, 'history.db')
      const history = await openHistory({ file, worker, onNotice: (notice) => heard.push(notice) })
      const { count: running } = await history.count({ query: 'is:capture is:running', limit: 1000 })
      const { count } = await history.count({ query: 'is:capture outcome:interrupted', limit: 100_000 })
      await history.close()
      expect({ heard, running }).toEqual({ heard: [], running: 0 })
      if (isWritten) expect(count - interrupted).toBeGreaterThanOrEqual(IN_FLIGHT)
      interrupted = count
    }
    await api.close()
    expect(new Set(ends)).toEqual(new Set(['ECONNRESET']))
  },
  60_000 + KILLS * 8000,
)
