import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../app/clock.ts'
import type { ExportStatus } from '../../../app/contract/exportCalls.ts'
import { EXPORT_FORMATS } from '../../../app/contract/exportFormats.ts'
import { PRESETS } from '../../../app/contract/presets.ts'
import { createExportDesk, type ExportDesk } from '../../../app/ipc/exportDesk.ts'
import { exchangeOf, idOf } from '../../unit/renderer/samples.ts'
import { bundle, type Bundle } from '../history/bundle.ts'

const SECRET = 'sandbox-site-7-secret'
const around = { version: '1.0', runtime: 'Node 20', platform: 'linux', now: 0 }
const COUNT = 500
const ids = Array.from({ length: COUNT }, (_, n) => idOf(n + 1))

let worker: Bundle
let folder: string
let desk: ExportDesk
let ended: Promise<ExportStatus>
/** How many exchanges have been asked for. */
let asked: number

beforeAll(async () => {
  worker = await bundle('app/exchangeFormats/exportWorker.ts')
})
afterAll(() => worker.remove())

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-export-'))
  asked = 0
  ended = new Promise((resolve) => {
    desk = createExportDesk({
      clock: systemClock,
      worker: worker.url,
      history: {
        get(id) {
          asked += 1
          const n = ids.indexOf(id) + 1
          // One of them has been deleted meanwhile.
          return Promise.resolve(
            n === 2 ? null : exchangeOf(n, { request: { ...exchangeOf(n).request, body: SECRET } }),
          )
        },
      },
      profiles: () => [...PRESETS],
      secrets: () => [SECRET],
      onChange: (status) => {
        if (status.phase !== 'writing') resolve(status)
      },
    })
  })
})
afterEach(async () => {
  await desk.close()
  await rm(folder, { recursive: true })
})

describe('the writing of many', () => {
  it.each(EXPORT_FORMATS)(
    '%s holds all that are left, no secret, and is there when it is whole',
    async (format) => {
      const path = join(folder, 'all')
      desk.begin(ids, { path, format, around })
      const status = await ended
      const text = await readFile(path, 'utf8')
      expect(status).toMatchObject({
        phase: 'done',
        written: COUNT - 1,
        total: COUNT,
        bytes: Buffer.byteLength(text),
      })
      expect(text).not.toContain(SECRET)
      expect(text.match(/\/api\/external\/sites/g)?.length).toBeGreaterThanOrEqual(COUNT - 1)
      expect(await readdir(folder)).toEqual(['all'])
    },
  )

  it('takes one at a time, and leaves nothing behind when it is cancelled', async () => {
    desk.begin(ids, { path: join(folder, 'all'), format: 'har', around })
    expect(() => desk.refuseSecond()).toThrow('Another file is being written')
    desk.cancel()
    expect(await ended).toMatchObject({ phase: 'cancelled', bytes: 0 })
    await desk.close()
    expect(asked).toBeLessThan(COUNT)
    expect(await readdir(folder)).toEqual([])
  })

  it('says why a file cannot be written', async () => {
    desk.begin(ids, { path: join(folder, 'none', 'all'), format: 'jsonl', around })
    expect(await ended).toMatchObject({ phase: 'failed', error: { code: 'file-unavailable' } })
    await desk.close()
    expect(() => desk.refuseSecond()).not.toThrow()
  })
})
