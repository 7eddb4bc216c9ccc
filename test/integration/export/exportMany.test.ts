import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../app/clock.ts'
import type { JobOf } from '../../../app/contract/job.ts'
import { EXPORT_FORMATS } from '../../../app/contract/exportFormats.ts'
import { PRESETS } from '../../../app/contract/presets.ts'
import { createExports, type Exports } from '../../../app/jobs/exportMany.ts'
import { createJobs, type Jobs } from '../../../app/jobs/jobs.ts'
import { createBulk } from '../../../app/threads/bulk.ts'
import { serve } from '../../../app/threads/remote.ts'
import { exchangeOf, idOf } from '../../unit/renderer/samples.ts'
import { bundle, type Bundle } from '../history/bundle.ts'

const SECRET = 'sandbox-site-7-secret'
const around = { version: '1.0', runtime: 'Node 20', platform: 'linux', now: 0 }
const COUNT = 500
/** A table of records names no request. */
const FORMATS = EXPORT_FORMATS.filter((format) => format !== 'csv')
const ids = Array.from({ length: COUNT }, (_, n) => idOf(n + 1))

let worker: Bundle
let folder: string
let jobs: Jobs
let exports: Exports
let ended: Promise<JobOf<'export'>>
/** Settles once the history has found which exchanges match. */
let search: Promise<void>
/** How many exchanges have been asked for. */
let asked: number
/** Which of them has a body that no command can carry. */
let nul: number

beforeAll(async () => {
  worker = await bundle('app/threads/worker.ts')
})
afterAll(() => worker.remove())

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-export-'))
  asked = 0
  nul = 0
  search = Promise.resolve()
  ended = new Promise((resolve) => {
    jobs = createJobs({
      clock: systemClock,
      onChange: (job) => {
        if (job.kind === 'export' && job.phase !== 'running') resolve(job)
      },
    })
  })
  const bulk = createBulk(worker.url, () => {
    const { port1, port2 } = new MessageChannel()
    const idsOf = () => search.then(() => ({ ids: ids.toReversed(), isAll: true }))
    serve(port1, { get: historyGet, ids: idsOf })
    return Promise.resolve(port2)
  })
  exports = createExports(jobs, {
    clock: systemClock,
    bulk,
    profiles: () => [...PRESETS],
    secrets: () => [SECRET],
  })
})

/** In the place of the history's thread. */
function historyGet(id: string) {
  asked += 1
  const n = ids.indexOf(id) + 1
  // One of them has been deleted meanwhile.
  if (n === 2) return null
  return exchangeOf(n, {
    request: { ...exchangeOf(n).request, method: 'POST', body: n === nul ? 'a\0b' : SECRET },
  })
}

const cancelAll = () => jobs.list().forEach(({ id }) => jobs.cancel(id))

afterEach(async () => {
  await jobs.close()
  await rm(folder, { recursive: true })
})

describe('the writing of many', () => {
  it.each(FORMATS)('%s holds all that are left, no secret, and is there when it is whole', async (format) => {
    const path = join(folder, 'all')
    exports.begin({ query: '' }, COUNT, { path, format, around })
    const status = await ended
    const text = await readFile(path, 'utf8')
    expect(status).toMatchObject({
      phase: 'done',
      progress: { done: COUNT - 1, total: COUNT },
      result: { bytes: Buffer.byteLength(text) },
    })
    expect(text).not.toContain(SECRET)
    expect(text.match(/\/api\/external\/sites/g)?.length).toBeGreaterThanOrEqual(COUNT - 1)
    expect(await readdir(folder)).toEqual(['all'])
  })

  it('takes one at a time, and leaves nothing behind when it is cancelled', async () => {
    exports.begin({ query: '' }, COUNT, { path: join(folder, 'all'), format: 'har', around })
    expect(() => jobs.refuseSecond('export')).toThrow('Postern is writing another file')
    cancelAll()
    expect(await ended).toMatchObject({ phase: 'cancelled', result: { bytes: 0 } })
    await jobs.close()
    expect(asked).toBeLessThan(COUNT)
    expect(await readdir(folder)).toEqual([])
  })

  it.each(FORMATS)('%s can be cancelled while the history still searches', async (format) => {
    search = new Promise(() => undefined)
    exports.begin({ query: '' }, COUNT, { path: join(folder, 'all'), format, around })
    cancelAll()
    expect(await ended).toMatchObject({ phase: 'cancelled', error: null, result: { bytes: 0 } })
    await jobs.close()
    expect(asked).toBe(0)
    expect(await readdir(folder)).toEqual([])
  })

  it('touches no file of another program, and the former one only when the new one is whole', async () => {
    const [path, foreign] = [join(folder, 'all'), join(folder, 'all.part')]
    await writeFile(path, 'the former one')
    await writeFile(foreign, 'half of a download')
    exports.begin({ query: '' }, COUNT, { path, format: 'har', around })
    cancelAll()
    await ended
    await jobs.close()
    expect(await readFile(path, 'utf8')).toBe('the former one')
    expect(await readFile(foreign, 'utf8')).toBe('half of a download')
    expect(await readdir(folder)).toEqual(['all', 'all.part'])
  })

  it('leaves out and names what a command cannot carry, and writes the others', async () => {
    nul = 3
    exports.begin({ query: '' }, COUNT, { path: join(folder, 'all'), format: 'curl', around })
    expect(await ended).toMatchObject({ phase: 'done', progress: { done: COUNT - 1 } })
    const text = await readFile(join(folder, 'all'), 'utf8')
    expect(text.match(/^curl /gm)).toHaveLength(COUNT - 2)
    expect(text.match(/^# .*left out.*NUL/gm)).toEqual([expect.stringContaining(idOf(3))])
  })

  it('says why nothing can be written, and what to do', async () => {
    nul = 3
    exports.begin({ ids: [idOf(3)] }, 1, { path: join(folder, 'all'), format: 'curl', around })
    expect(await ended).toMatchObject({
      phase: 'failed',
      error: { code: 'bad-input', remedy: 'Export it as HAR or as JSON lines.' },
    })
    await jobs.close()
    expect(await readdir(folder)).toEqual([])
  })

  it('says why a file cannot be written', async () => {
    exports.begin({ query: '' }, COUNT, { path: join(folder, 'none', 'all'), format: 'jsonl', around })
    const { error } = await ended
    expect(error).toMatchObject({ code: 'file-unavailable' })
    expect(error?.message).toBe('Postern could not write all: it is not there, or its folder is not.')
    await jobs.close()
    expect(() => jobs.refuseSecond('export')).not.toThrow()
  })
})
