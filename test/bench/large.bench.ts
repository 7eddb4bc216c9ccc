import { once } from 'node:events'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { builtInCatalog } from '../../app/catalog/catalog.ts'
import { systemClock } from '../../app/clock.ts'
import { profileFor } from '../../app/contract/presets.ts'
import { createSender } from '../../app/sending/createSender.ts'
import type { Sender } from '../../app/sending/sender.ts'
import { createAsyncRedactor, type AsyncRedactor } from '../../app/recorder/asyncRedactor.ts'
import { createRecorder, type ReadingThread } from '../../app/recorder/recorder.ts'
import { createSecretRegistry } from '../../app/recorder/secretRegistry.ts'
import type { History } from '../../app/history/history.ts'
import { openHistory } from '../../app/history/openHistory.ts'
import { createThread } from '../../app/threads/thread.ts'

interface Figure {
  name: string
  figure: number
  unit: string
  limit?: number
}

const MEGABYTE = 1024 * 1024
const SIZES_MB = [1, 5, 20, 50]
/** Of each size; the longest block of all counts. */
const ROUNDS = 3
/** What the same work may hold main up, of what it does when it is all done there. */
const SHARE = 0.25
const SECRETS = ['sandbox-site-7', 'a-token-that-no-answer-holds']

/** In a thread of its own, so that making the answer holds up nobody who is measured. */
const SERVER = `
  const { parentPort } = require('node:worker_threads')
  const record = (id) => ({ id, name: 'Site ' + id, customerId: 7, city: 'Perth', note: 'RateLimiter code "4711"', isActive: true })
  const bodies = new Map()
  const bodyOf = (bytes) => {
    const data = []
    for (let size = 0; size < bytes; size += 100) data.push(record(data.length))
    return JSON.stringify({ status: { code: 0, errorMessage: '' }, data, count: data.length, message: '', errors: [] })
  }
  const server = require('node:http').createServer(({ url }, response) => {
    const bytes = Number(url.slice(1))
    if (!bodies.has(bytes)) bodies.set(bytes, Buffer.from(bodyOf(bytes)))
    response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' })
    response.end(bodies.get(bytes))
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

/** How long large answers hold up the thread that draws the window's frame: received, read, redacted, kept, shown. */
export async function bench(): Promise<Figure[]> {
  const server = new Worker(SERVER, { eval: true })
  const [port] = (await once(server, 'message')) as [number]
  const folder = await mkdtemp(join(tmpdir(), 'postern-large-'))
  const out = (name: string) => new URL(`../../out/${name}`, import.meta.url)
  const history = await openHistory({ file: join(folder, 'history.db'), worker: out('historyWorker.js') })
  const thread = createThread(out('taskWorker.js'))
  const registry = createSecretRegistry(() => SECRETS)
  const here = createAsyncRedactor(registry.all, null)
  const there = createAsyncRedactor(registry.all, (texts, secrets) =>
    thread.run('redact', { texts, secrets }),
  )
  const reading: ReadingThread = {
    read: (work) => thread.run('read', work),
    explain: (evidence) => thread.run('explain', evidence),
  }
  const senderOver = (redactor: AsyncRedactor, own: { thread?: ReadingThread }) =>
    createSender({
      clock: systemClock,
      secretOf: () => Promise.resolve(null),
      recorder: createRecorder({
        registry,
        redactor,
        catalog: () => builtInCatalog,
        keep: (exchange, options) => history.put(exchange, options),
        ...own,
      }),
      onProgress: () => undefined,
      onWindow: () => undefined,
      onToken: () => undefined,
      catalog: () => builtInCatalog,
    })
  const inMainAlone = senderOver(here, {})
  const withThread = senderOver(there, { thread: reading })
  const figures: Figure[] = []
  try {
    const url = `http://127.0.0.1:${port}`
    await longestBlock(url, 1, history, withThread, there)
    for (const size of SIZES_MB) {
      const inMain = await longestBlock(url, size, history, inMainAlone, here)
      const held = await longestBlock(url, size, history, withThread, there)
      const name = `an answer of ${size} MB holds main up`
      figures.push({ name: `${name}, at most`, figure: held, unit: 'ms' })
      figures.push({
        name: `${name}, of what it would if read there`,
        figure: held / inMain,
        unit: 'times',
        // What little a small answer costs is lost in what else there is to do.
        ...(size >= 5 && { limit: SHARE }),
      })
    }
  } finally {
    await Promise.all([inMainAlone.close(), withThread.close()])
    await history.close()
    await thread.end()
    await server.terminate()
    await rm(folder, { recursive: true, force: true })
  }
  return figures
}

async function longestBlock(
  url: string,
  megabytes: number,
  history: History,
  sender: Sender,
  redactor: AsyncRedactor,
): Promise<number> {
  const profile = { ...profileFor('bench', 'Bench', url), bodyCapBytes: 100 * MEGABYTE }
  let longest = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const heart = beat()
    const { id, done } = sender.send({
      profile,
      key: null,
      method: 'GET',
      target: `/${megabytes * MEGABYTE}`,
      headers: [],
      body: null,
      markedIdempotent: false,
      source: 'composer',
      replayOf: null,
    })
    const { outcome } = await done
    if (outcome !== 'success') throw new Error(`The answer of ${megabytes} MB was a ${outcome}.`)
    while (!(await history.get(id))?.endedAt) await systemClock.sleep(5)
    await redactor.value(await history.get(id))
    longest = Math.max(longest, await heart.stop())
  }
  return longest
}

/** Beats every millisecond; `stop` tells the most that this thread has worked between two beats, in ms. */
function beat(): { stop(): Promise<number> } {
  const workedMs = ownTime()
  let last = workedMs()
  let longest = 0
  let isStopped = false
  const done = (async () => {
    while (!isStopped) {
      await systemClock.sleep(1)
      const now = workedMs()
      longest = Math.max(longest, now - last)
      last = now
    }
    return longest
  })()
  return {
    stop() {
      isStopped = true
      return done
    },
  }
}

const OWN_TIME = `/proc/self/task/${process.pid}/schedstat`

/** Ms that the main thread has run, so that whatever else the machine does counts for nothing; elsewhere just time. */
function ownTime(): () => number {
  if (!existsSync(OWN_TIME)) return () => performance.now()
  const bytes = Buffer.alloc(100)
  return () => {
    const descriptor = openSync(OWN_TIME, 'r')
    const length = readSync(descriptor, bytes, 0, bytes.length, 0)
    closeSync(descriptor)
    return Number.parseInt(bytes.toString('latin1', 0, length), 10) / 1e6
  }
}
