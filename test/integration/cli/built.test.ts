import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'

const run = promisify(execFile)
const tool = join(import.meta.dirname, '../../../out/cli.js')

let folder: string
beforeAll(async () => {
  await ensureBuilt(['historyWorker', 'cli'])
  folder = await mkdtemp(join(tmpdir(), 'postern-built-'))
}, 60_000)
afterAll(() => rm(folder, { recursive: true }))

function postern(...args: string[]) {
  return run(process.execPath, [tool, ...args], { env: { ...process.env, POSTERN_DATA: folder } })
}

it('keeps, lists, replays and exports with the bundles as they are shipped', async () => {
  const sent = await postern('send', 'GET', '/api/external/sites', '--keep')
  const id = /Kept as (\w{26})/.exec(sent.stderr)?.[1] ?? ''
  expect((await postern('history')).stdout).toContain(id)
  expect((await postern('replay', id)).stdout).toContain('1 still succeed')
  const { stdout } = await postern('export', 'is:replay', '--format', 'har')
  expect(JSON.parse(stdout)).toMatchObject({
    log: { version: '1.2', creator: { name: 'Postern' }, entries: [{}] },
  })
}, 60_000)
