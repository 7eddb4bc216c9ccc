import { expect, it } from 'vitest'
import { systemClock } from '../../../app/clock.ts'
import { runChild, type ChildOptions } from '../../../app/programs/child.ts'

const world = (signal = new AbortController().signal) => ({
  clock: systemClock,
  env: process.env,
  platform: process.platform,
  signal,
})

/** Runs a script, and collects what it writes. */
function run(script: string, rest: Partial<ChildOptions> = {}, signal?: AbortSignal) {
  const written = { stdout: '', stderr: '' }
  const ended = runChild(
    {
      command: process.execPath,
      args: ['-e', script],
      env: {},
      hasInput: false,
      limitMs: null,
      onOutput: (stream, bytes) => (written[stream] += Buffer.from(bytes).toString()),
      onStarted: () => undefined,
      ...rest,
    },
    world(signal),
  )
  return { written, ended }
}

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it('hands on what a program writes, in its folder and with its variables', async () => {
  const { written, ended } = run(
    'console.log(process.cwd(), process.env.GIVEN); console.error("wrong"); process.exitCode = 9',
    { folder: '/', env: { GIVEN: 'yes' } },
  )
  expect(await ended).toMatchObject({ code: 9, isOutOfTime: false, signal: null })
  expect(written).toEqual({ stdout: '/ yes\n', stderr: 'wrong\n' })
})

it('says which program it found nowhere', async () => {
  await expect(run('', { command: 'no-such-program' }).ended).rejects.toThrow(
    'Postern found no program "no-such-program".',
  )
  await expect(run('', { folder: '/no/such/folder' }).ended).rejects.toThrow('found no program')
})

const CHILD = `
  const { spawn } = require('node:child_process')
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  console.log(child.pid)
  setInterval(() => {}, 1000)`

it.skipIf(process.platform === 'win32')(
  'ends a program that is cancelled or takes too long, with the programs that it has started',
  async () => {
    const stop = new AbortController()
    const cancelled = run(CHILD, {}, stop.signal)
    await expect.poll(() => cancelled.written.stdout).toMatch(/\n/)
    stop.abort()
    expect(await cancelled.ended).toMatchObject({ code: 143, signal: 'SIGTERM' })
    await expect.poll(() => isRunning(Number(cancelled.written.stdout))).toBe(false)

    const late = run(CHILD, { limitMs: 1000 })
    expect(await late.ended).toMatchObject({ code: 143, isOutOfTime: true })
    await expect.poll(() => late.written.stdout === '' || !isRunning(Number(late.written.stdout))).toBe(true)
  },
)
