import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, readdirSync, statSync } from 'node:fs'
import { mkdtemp, rm, truncate, stat, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Notice } from '../../../app/contract/notice.ts'
import type { History } from '../../../app/history/history.ts'
import { openHistory } from '../../../app/history/openHistory.ts'
import { openStore } from '../../../app/history/store.ts'
import { beginHistory } from '../../../app/history/opening.ts'
import { exampleExchange } from '../../unit/history/exampleExchange.ts'
import { bundle, type Bundle } from './bundle.ts'
import { headless } from '../../fixtures/headless.ts'
import { redacted } from '../../fixtures/testRecorder.ts'

let worker: Bundle
beforeAll(async () => {
  worker = await bundle('app/history/worker.ts')
})
afterAll(() => worker.remove())

let folder: string
let file: string
let notices: Notice[]
let children: ChildProcess[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-disk-'))
  file = join(folder, 'history.db')
  notices = []
  children = []
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

function open(): Promise<History> {
  return openHistory({ file, worker: worker.url, onNotice: (notice) => notices.push(notice) })
}

/** Another process that locks the file until it is killed. */
async function lockElsewhere(): Promise<ChildProcess> {
  const script = `
    const Database = require('libsql')
    const db = new Database(process.argv[1])
    db.exec('BEGIN IMMEDIATE')
    console.log('locked')
    setInterval(() => db, 1000)`
  const child = spawn(process.execPath, ['-e', script, file], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await once(child.stdout, 'data')
  return child
}

test('another program that locks the file is waited for, then said; meanwhile all is kept in memory', async () => {
  const history = await open()
  const early = exampleExchange({}, 1)
  await history.put(redacted(early))
  const other = await lockElsewhere()
  const late = exampleExchange({}, 2)
  await history.put(redacted(late))
  expect(await history.get(late.id)).toEqual(late)
  expect(notices).toMatchObject([{ id: 'history-unsaved', severity: 'warning' }])
  const page = await history.list({ query: 'customer', before: null, limit: 5 })
  expect(page.items.map(({ id }) => id)).toEqual([late.id, early.id])
  other.kill('SIGKILL')
  await once(other, 'exit')
  await history.close()
  const again = await open()
  expect(await again.get(late.id)).toEqual(late)
  await again.close()
})

test('a file whose end is missing is put aside, and a new history works', async () => {
  const first = await open()
  await Promise.all(Array.from({ length: 100 }, (_, at) => first.put(redacted(exampleExchange({}, at)))))
  await first.close()
  await truncate(file, Math.floor((await stat(file)).size / 2))
  const history = await open()
  expect(notices).toMatchObject([{ id: 'history-damaged' }])
  const exchange = exampleExchange()
  await history.put(redacted(exchange))
  expect((await history.list({ query: 'customer', before: null, limit: 5 })).items).toHaveLength(1)
  await history.close()
})

test('what was to be said before anyone listened is told once somebody does', async () => {
  const first = await open()
  await Promise.all(Array.from({ length: 100 }, (_, at) => first.put(redacted(exampleExchange({}, at)))))
  await first.close()
  await truncate(file, Math.floor((await stat(file)).size / 2))
  const opening = beginHistory({ file, worker: worker.url })
  const history = await opening.opened
  expect(notices).toEqual([])
  opening.hear({ onNotice: (notice) => notices.push(notice), onOthers: () => undefined })
  expect(notices).toMatchObject([{ id: 'history-damaged' }])
  await history.close()
})

/** A disk of 4 MB of its own, which only root on Linux can make. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0 && tryMount()

function tryMount(): boolean {
  const place = join(tmpdir(), `postern-mount-${process.pid}`)
  try {
    execFileSync('mkdir', ['-p', place])
    mount(place)
    execFileSync('umount', [place], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function mount(place: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', place], { stdio: 'ignore' })
}

describe.runIf(canMount)('a disk that is full', () => {
  beforeEach(() => mount(folder))
  afterEach(() => {
    execFileSync('umount', ['-l', folder])
  })

  test('is said before it is full; what was saved can be searched, what comes is kept, and saved when there is room', async () => {
    const history = await open()
    const early = exampleExchange({}, 1)
    await history.put(redacted(early))
    expect(notices).toMatchObject([{ id: 'history-room', severity: 'warning' }])
    // The disk has 4 MB: there is no room for bodies from the beginning.
    const kept = await history.get(early.id)
    expect(kept?.attempts[0]?.response?.body).toBe('')
    expect(kept?.findings.at(-1)).toMatchObject({ rule: 'body-truncated' })
    const filler = join(folder, 'filler')
    fillUp(filler)
    const note = randomBytes(200_000).toString('hex')
    const late = exampleExchange({ request: { ...early.request, body: note } }, 2)
    await history.put(redacted(late))
    expect((await history.get(late.id))?.request).toEqual(late.request)
    expect(notices).toMatchObject([{ id: 'history-room' }, { id: 'history-unsaved' }])
    expect(notices[1]?.detail).toMatch(/full|disk/)
    const ids = (await history.list({ query: 'customer', before: null, limit: 5 })).items.map(({ id }) => id)
    expect(ids).toEqual([late.id, early.id])
    await unlink(filler)
    await history.close()
    const again = await open()
    expect((await again.get(late.id))?.request).toEqual(late.request)
    expect(await again.get(early.id)).toEqual(kept)
    await again.close()
    expect(readdirSync(folder)).toEqual(['history.db'])
  })

  test('is said by the command line too, which keeps the exchange without the body', async () => {
    const given = { historyWorker: worker.url, env: { POSTERN_DATA: folder } }
    const { code, stderr } = await headless(['send', 'GET', '/api/external/sites', '--keep'], given)
    expect(code).toBe(0)
    expect(stderr).toContain('Postern keeps no bodies of responses now')
  })

  test('leaves what cannot be moved into the file in the log, where it is found', async () => {
    const store = openStore({ file, writer: 'one', now: Date.now })
    const exchanges = Array.from({ length: 100 }, (_, at) => exampleExchange({}, at))
    store.put(exchanges, true)
    const filler = join(folder, 'filler')
    fillUp(filler)
    const before = statSync(file).size
    await store.checkpoints.run()
    expect(statSync(file).size).toBe(before)
    expect(store.known(exchanges.map(({ id }) => id))).toHaveLength(100)
    await unlink(filler)
    await store.checkpoints.run()
    expect(statSync(file).size).toBeGreaterThan(before)
    await store.checkpoints.close()
    store.close()
    const again = openStore({ file, writer: 'two', now: Date.now })
    expect(again.total()).toBe(100)
    again.close()
  })

  test('from the beginning leaves the session in memory', async () => {
    fillUp(join(folder, 'filler'))
    const history = await open()
    const exchange = exampleExchange()
    await history.put(redacted(exchange))
    expect(await history.get(exchange.id)).toEqual(exchange)
    expect(notices).not.toEqual([])
    expect(await history.close()).toBe(false)
  })
})

function fillUp(filler: string): void {
  for (const size of [1 << 20, 1 << 16, 1 << 12]) {
    try {
      for (let count = 0; count < 64; count += 1) appendFileSync(filler, Buffer.alloc(size))
    } catch {
      // Full for this size.
    }
  }
}
