import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import packageJson from '../../../package.json' with { type: 'json' }
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'

const run = promisify(execFile)
const tool = join(import.meta.dirname, '../../../out/cli.js')

let folder: string
beforeAll(async () => {
  await ensureBuilt(['historyWorker', 'captureWorker', 'cli'])
  folder = await mkdtemp(join(tmpdir(), 'postern-built-'))
}, 60_000)
afterAll(() => rm(folder, { recursive: true }))

function postern(...args: string[]) {
  return run(process.execPath, [tool, ...args], {
    env: { ...process.env, POSTERN_DATA: folder },
    // What does not end by itself is a mistake, and ends with the test.
    timeout: 20_000,
  })
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

it.each([
  [
    'an option of the sandbox of its own that is wrong',
    ['send', 'GET', '/api/external/sites', '--timeout', '0s'],
  ],
  ['a mode that is none', ['send', 'GET', '/api/external/sites', '--mode', 'sleepy']],
])('ends when it refuses %s', async (_what, args) => {
  await expect(postern(...args)).rejects.toMatchObject({ code: 2 })
})

it('ends on Ctrl+C while it waits for an answer to be typed', async () => {
  const child = spawn(process.execPath, [tool, 'explain'], { stdio: ['pipe', 'ignore', 'pipe'] })
  const end = once(child, 'close')
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  // Its reader is there once it takes what is written.
  await new Promise((resolve) => child.stdin.write('{"status":'.repeat(100_000), resolve))
  child.kill('SIGINT')
  expect(await end).toEqual([3, null])
  expect(said).toContain('Cancelled')
}, 20_000)

it
  .skipIf(!existsSync('/dev/full'))
  .each([
    [['--version']],
    [['send', 'GET', '/api/external/sites']],
    [['send', 'GET', '/api/external/sites', '--json']],
    [['schema']],
  ])('fails when what it prints cannot be written: %j', async (args) => {
  const full = openSync('/dev/full', 'w')
  const child = spawn(process.execPath, [tool, ...args], { stdio: ['ignore', full, 'pipe'], timeout: 20_000 })
  closeSync(full)
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  expect(await once(child, 'close')).toEqual([2, null])
  expect(said).toContain('postern: Postern could not write to standard output (ENOSPC).')
})

it('counts a reader that has seen enough as no failure', async () => {
  const child = spawn(process.execPath, [tool, 'schema'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
  })
  child.stdout.destroy()
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  expect(await once(child, 'close')).toEqual([0, null])
  expect(said).toBe('')
})

it('tells its version', async () => {
  expect((await postern('--version')).stdout).toBe(`${packageJson.version}\n`)
})

// Each breaks something before the tool is read; the words steer a terminal and hold a key.
const KEY = randomBytes(20).toString('base64url')
const thrown = `new TypeError('\\u001b[31mno ${KEY}')`
/** Once the tool hears of what nobody caught, however long its start takes. */
const later = (code: string) =>
  `const wait = setInterval(() => { if (process.listenerCount('uncaughtException') > 0) { clearInterval(wait); ${code} } }, 5)`
it.each([
  ['is thrown in a command', `Buffer.concat = () => { throw ${thrown} }`, ['explain', '-']],
  ['is thrown beside it', later(`throw ${thrown}`), ['sandbox']],
  ['is a promise that is rejected', later(`Promise.reject(${thrown})`), ['sandbox']],
  ['is no error', later(`Promise.reject('\\u001b[31m${KEY}')`), ['sandbox']],
])('tells in words of its own what nobody caught: it %s', async (_what, code, args) => {
  const preload = `data:text/javascript,${encodeURIComponent(code)}`
  const child = spawn(process.execPath, ['--import', preload, tool, ...args], {
    env: { ...process.env, POSTERN_DATA: folder },
    timeout: 20_000,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stdin.end('{"status":{"code":100}}')
  expect(await once(child, 'close')).toEqual([3, null])
  expect(said).toContain('Postern has a fault')
  expect(said).not.toContain(KEY)
  expect(said).not.toContain('\u001b')
  expect(said).not.toContain('    at ')
})
