import axios from 'axios'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import Database from 'libsql'
import { builtInCatalog } from '../../app/catalog/catalog.ts'
import { systemClock } from '../../app/clock.ts'
import type { Profile } from '../../app/contract/profile.ts'
import { profileFor } from '../../app/contract/presets.ts'
import { createSender } from '../../app/sending/createSender.ts'
import type { Sender, SendOptions } from '../../app/sending/sender.ts'
import { openHistory } from '../../app/history/openHistory.ts'
import { startSandbox } from '../../app/sandbox/sandbox.ts'
import type { RecorderPorts } from '../../app/recorder/recorder.ts'
import { redacted, testRecorder } from '../fixtures/testRecorder.ts'
import { createFakeClock } from '../fixtures/fakeClock.ts'
import { replayMany } from '../integration/replay/replayMany.ts'
import { createHarness, inVirtualTime } from '../integration/sending/harness.ts'
import { rowOf } from './historyRows.ts'

interface Figure {
  name: string
  figure: number
  unit: string
  limit?: number
  ok?: boolean
}

const ROUNDS = 10
const PER_ROUND = 200

export async function bench(): Promise<Figure[]> {
  return [
    ...(await sequential()),
    ...(await durability()),
    ...(await windows(30_000)),
    ...(await windows(-30_000)),
  ]
}

/** A page of records as the API answers it, about a kilobyte. */
const PAGE = JSON.stringify({
  status: { code: 0, errorMessage: '' },
  data: Array.from({ length: 8 }, (_, index) => ({
    id: index,
    name: `Site ${index}`,
    customerId: 7,
    city: 'Perth',
    isActive: true,
  })),
  count: 8,
  message: '',
  errors: [],
  nextPageParameter: null,
  prevPageParameter: null,
})

/** In a thread of its own, since an API never takes its time from the client's. */
const SERVER = `
  const { parentPort, workerData } = require('node:worker_threads')
  const server = require('node:http').createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' })
    response.end(workerData)
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

/** All loops take turns in short rounds, so that whatever else the machine does falls on each of them. */
async function sequential(): Promise<Figure[]> {
  const server = new Worker(SERVER, { eval: true, workerData: PAGE })
  const [port] = (await once(server, 'message')) as [number]
  const url = `http://127.0.0.1:${port}`
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'))
  const worker = new URL('../../out/historyWorker.js', import.meta.url)
  const history = await openHistory({ file: join(folder, 'history.db'), worker })
  const sender = senderWith((exchange, options) => history.put(exchange, options))
  const forgetful = senderWith(() => Promise.resolve())
  const bare = axios.create({ httpAgent: new Agent({ keepAlive: true }) })
  const options = getOptions(profileFor('bench', 'Bench', url), '/api/v1/sites?limit=8')
  try {
    let bareMs = 0
    let forgetfulMs = 0
    let ownMs = 0
    // Round 0 warms all up and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const rounds = [
        await timed(() => bare.get(`${url}/api/v1/sites?limit=8`)),
        await timed(() => forgetful.send(options).done),
        await timed(() => sender.send(options).done),
      ] as const
      if (round === 0) continue
      bareMs += rounds[0]
      forgetfulMs += rounds[1]
      ownMs += rounds[2]
    }
    const count = ROUNDS * PER_ROUND
    const kept = (await history.list({ before: null, limit: 1 })).total
    const name = `${count} sequential GETs`
    const isWhole = kept === count + PER_ROUND
    return [
      { name: `${name}, bare axios`, figure: bareMs / count, unit: 'ms each' },
      { name: `${name}, sender with diagnosis`, figure: forgetfulMs / bareMs, unit: 'times that' },
      {
        name: `${name}, kept too`,
        figure: ownMs / bareMs,
        unit: 'times that',
        limit: 2,
        ok: isWhole && ownMs / bareMs <= 2,
      },
    ]
  } finally {
    await sender.close()
    await forgetful.close()
    await history.close()
    await rm(folder, { recursive: true, force: true })
    await server.terminate()
  }
}

const PUTS = 300

/** How long what may change something waits for the disk, and how soon the disk has what nobody waits for. */
async function durability(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-'))
  const file = join(folder, 'history.db')
  const worker = new URL('../../out/historyWorker.js', import.meta.url)
  const history = await openHistory({ file, worker })
  const db = new Database(file)
  const find = db.prepare('SELECT 1 FROM exchanges WHERE id = ?')
  const waited: number[] = []
  const followed: number[] = []
  try {
    for (let at = 0; at < PUTS; at += 1) {
      const sent = redacted(rowOf(2 * at, PUTS * 2))
      const begun = performance.now()
      await history.put(sent, { durable: true })
      waited.push(performance.now() - begun)
      const read = redacted(rowOf(2 * at + 1, PUTS * 2))
      const put = performance.now()
      await history.put(read, { durable: false })
      while (!find.get(read.id)) await setTimeout(1)
      followed.push(performance.now() - put)
    }
  } finally {
    db.close()
    await history.close()
    await rm(folder, { recursive: true, force: true })
  }
  return [
    {
      name: 'put of what may change something, until it is on the disk, median',
      figure: at(waited, 0.5),
      unit: 'ms',
    },
    { name: '    95th of a hundred', figure: at(waited, 0.95), unit: 'ms' },
    {
      name: 'put of a read, until it is on the disk, median',
      figure: at(followed, 0.5),
      unit: 'ms',
      limit: 50,
    },
    { name: '    95th of a hundred', figure: at(followed, 0.95), unit: 'ms' },
  ]
}

function at(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? 0
}

async function timed(once: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  for (let index = 0; index < PER_ROUND; index += 1) await once()
  return performance.now() - begun
}

/** A replay against a window of 60 whose clock differs from ours: it must fill each window, and never meet a 429. */
async function windows(skewMs: number): Promise<Figure[]> {
  const clock = createFakeClock()
  const skewed = { ...clock, now: () => clock.now() + skewMs }
  const sandbox = await startSandbox({ clock: skewed })
  const harness = createHarness(clock, profileFor('bench', 'Bench', sandbox.url))
  const perWindow = new Map<number, number>()
  let refused = 0
  sandbox.onRequest(({ at, path, status }) => {
    if (!path.startsWith('/api/external/')) return
    if (status === 429) refused += 1
    const window = Math.floor(at / 60_000)
    perWindow.set(window, (perWindow.get(window) ?? 0) + 1)
  })
  const profile = profileFor('bench', 'Bench', sandbox.url)
  const { finished } = await replayMany(300, { clock, sender: harness.sender, profile })
  await inVirtualTime(clock, harness, finished)
  await harness.sender.close()
  await sandbox.close()
  const least = Math.min(...[...perWindow.values()].slice(0, 5))
  const name = `300 replayed requests, server's clock ${skewMs > 0 ? '+' : ''}${skewMs / 1000} s`
  return [
    { name: `${name}: answers 429`, figure: refused, unit: '', limit: 0, ok: refused === 0 },
    { name: `${name}: least sent in a window of 60`, figure: least, unit: 'requests', ok: least >= 59 },
  ]
}

function senderWith(keep: RecorderPorts['keep']): Sender {
  return createSender({
    clock: systemClock,
    secretOf: () => Promise.resolve(null),
    recorder: testRecorder({ keep }),
    onProgress: () => undefined,
    onWindow: () => undefined,
    onToken: () => undefined,
    catalog: () => builtInCatalog,
  })
}

function getOptions(profile: Profile, target: string): SendOptions {
  return {
    profile,
    key: null,
    method: 'GET',
    target,
    headers: [],
    body: null,
    markedIdempotent: false,
    source: 'cli',
    replayOf: null,
  }
}
