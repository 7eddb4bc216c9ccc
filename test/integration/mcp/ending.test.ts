import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { ensureBuilt } from '../../../tools/build/ensureBuilt.mjs'
import { exampleExchange } from '../../unit/history/exampleExchange.ts'
import { dataFolder, keep, request, tool, wire } from './server.ts'

beforeAll(() => ensureBuilt(['historyWorker', 'captureWorker', 'cli']), 120_000)

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it('ends when the host closes standard input, with the history open', async () => {
  const folder = dataFolder()
  await keep(folder, exampleExchange())
  const host = wire(folder)
  host.write(request(1, 'tools/call', { name: 'search_history', arguments: {} }))
  await host.next()
  host.child.stdin.end()
  expect(await once(host.child, 'exit')).toEqual([0, null])
  expect(host.stderr()).toBe('')
})

it('ends when the host is killed', async () => {
  const folder = dataFolder()
  await keep(folder, exampleExchange())
  const script = `
    const child = require('node:child_process').spawn(process.execPath, [${JSON.stringify(tool)}, 'mcp', '--allow', 'send'], { stdio: ['pipe', 'pipe', 'ignore'] })
    child.stdin.write(${JSON.stringify(`${JSON.stringify(request(1, 'tools/call', { name: 'search_history', arguments: {} }))}\n`)})
    child.stdout.once('data', () => console.log(child.pid))`
  const host = spawn(process.execPath, ['-e', script], {
    env: { PATH: process.env.PATH, POSTERN_DATA: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: host.stdout }), 'line')) as [string]
  const pid = Number(line)
  onTestFinished(() => {
    if (isRunning(pid)) process.kill(pid, 'SIGKILL')
  })
  expect(isRunning(pid)).toBe(true)
  host.kill('SIGKILL')
  await expect.poll(() => isRunning(pid)).toBe(false)
})

it('ends on SIGTERM though the host keeps its end open', async () => {
  const host = wire(dataFolder())
  host.write(request(1, 'tools/list'))
  await host.next()
  host.child.kill('SIGTERM')
  const [code, signal] = await once(host.child, 'exit')
  expect([code, signal]).toEqual([0, null])
})

it('ends on SIGTERM though the host reads nothing', async () => {
  const host = spawn(process.execPath, [tool, 'mcp'], {
    env: { PATH: process.env.PATH, POSTERN_DATA: dataFolder() },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  onTestFinished(() => void host.kill('SIGKILL'))
  for (let id = 1; id <= 400; id += 1) host.stdin.write(`${JSON.stringify(request(id, 'tools/list'))}\n`)
  // It has begun to write, and soon nobody takes more.
  await once(host.stdout, 'readable')
  host.kill('SIGTERM')
  await once(host, 'exit')
})

it('tells no fault where the host goes while it is asked for something', async () => {
  const folder = dataFolder()
  await keep(folder, exampleExchange())
  const host = wire(folder)
  for (let id = 1; id <= 5; id += 1)
    host.write(request(id, 'tools/call', { name: 'check_integration', arguments: { query: 'since:9d' } }))
  host.child.stdin.end()
  await once(host.child, 'exit')
  expect(host.stderr()).not.toContain('fault')
})

it('prints nothing but the protocol, whatever comes', async () => {
  const host = wire(dataFolder())
  host.child.stdin.write('this is no JSON\n{"jsonrpc":"2.0"}\n[]\n\n{"id":null}\n')
  host.write(request(1, 'tools/call', { name: 'describe_api', arguments: { status: 403 } }))
  host.write(request(2, 'tools/call', { name: 'no_such_tool', arguments: {} }))
  host.write(request(3, 'no/such/method'))
  host.write(request(4, 'tools/list'))
  await expect.poll(() => host.lines.length).toBeGreaterThanOrEqual(4)
  for (const line of host.lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' })
})

it('ends, with words on standard error, at a message without end', async () => {
  const host = wire(dataFolder())
  host.child.stdin.on('error', () => undefined)
  const exit = once(host.child, 'exit')
  for (let piece = 0; piece < 160; piece += 1) host.child.stdin.write('x'.repeat(64 * 1024))
  expect(await exit).toEqual([0, null])
  expect(host.stderr()).not.toBe('')
  expect(host.lines).toEqual([])
})

it('answers each call of a host that floods, and keeps its memory', async () => {
  const folder = dataFolder()
  await keep(folder, exampleExchange())
  const host = wire(folder)
  const COUNT = 2000
  for (let id = 1; id <= COUNT; id += 1)
    host.write(request(id, 'tools/call', { name: 'describe_api', arguments: { status: 403 } }))
  await expect.poll(() => host.lines.length, { timeout: 50_000 }).toBe(COUNT)
  const ids = new Set(host.lines.map((line) => (JSON.parse(line) as { id: number }).id))
  expect(ids.size).toBe(COUNT)
})

it('loads the protocol for this command alone', () => {
  const text = readFileSync(tool, 'utf8')
  expect(text).not.toContain('notifications/initialized')
  // A static import would be read at each start.
  expect(text).not.toMatch(/\bfrom\s*["']\.\/cli-/)
})
