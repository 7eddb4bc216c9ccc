import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { systemClock } from '../clock.ts'
import { codeOf } from '../contract/thrown.ts'
import { batchLine } from './batchFile.ts'
import { CommandError, type Io } from './io.ts'

export interface ChildOptions {
  command: string
  args: readonly string[]
  /** Variables beyond those of Postern's own environment. */
  env: Readonly<Record<string, string>>
  hasInput: boolean
  /** The program is ended after this time. */
  limitMs: number | null
  onStarted(pid: number | null): void
}

export interface ChildEnd {
  /** As a shell says it: 128 and the number of the signal that ended the program. */
  code: number
  tookMs: number
  isOutOfTime: boolean
  /** The first signal that Postern itself got meanwhile. */
  signal: NodeJS.Signals | null
}

/** How long a program may take to end once it is asked to. */
const ENDING_MS = 5000

/** Runs a program to its end, with Postern's own input, output and signals. */
export async function runChild(options: ChildOptions, io: Io): Promise<ChildEnd> {
  io.signal.throwIfAborted()
  const startedAt = systemClock.monotonic()
  const env = { ...io.env, ...withoutProxy(io.env), ...options.env }
  const stdio = [options.hasInput ? ('inherit' as const) : ('ignore' as const), 'inherit', 'inherit'] as const
  const batch = io.platform === 'win32' ? batchLine(options.command, options.args, env) : null
  const { command, args } = batch ?? options
  const child = spawn(command, args, { stdio: [...stdio], env, windowsVerbatimArguments: batch !== null })
  options.onStarted(child.pid ?? null)
  let signal: NodeJS.Signals | null = null
  const endHearing = io.hearSignals?.((heard) => {
    signal ??= heard
    // A terminal sends Ctrl+C to the program too.
    if (heard !== 'SIGINT' || !process.stdin.isTTY) child.kill(heard)
  })
  const stop = () => {
    signal ??= 'SIGTERM'
    child.kill('SIGTERM')
  }
  io.signal.addEventListener('abort', stop, { once: true })
  const limit = options.limitMs === null ? null : endAfter(child, options.limitMs)
  try {
    const code = await endOf(child, options.command)
    return {
      code,
      signal,
      tookMs: systemClock.monotonic() - startedAt,
      isOutOfTime: limit?.isOver() ?? false,
    }
  } finally {
    limit?.clear()
    io.signal.removeEventListener('abort', stop)
    endHearing?.()
  }
}

/** A program that does not listen to SIGTERM is killed. */
function endAfter(child: ChildProcess, ms: number) {
  let isOver = false
  let timer = setTimeout(() => {
    isOver = true
    child.kill('SIGTERM')
    timer = setTimeout(() => child.kill('SIGKILL'), ENDING_MS)
  }, ms)
  return { isOver: () => isOver, clear: () => clearTimeout(timer) }
}

/** A program that has a proxy would ask it for the capture too. */
function withoutProxy(env: Io['env']): Record<string, string> {
  if (!Object.keys(env).some((name) => /^(?:http|https|all)_proxy$/i.test(name))) return {}
  const names = ['no_proxy', 'NO_PROXY']
  const before = names.map((name) => env[name]).find((list) => list !== undefined && list !== '')
  return Object.fromEntries(names.map((name) => [name, before ? `${before},127.0.0.1` : '127.0.0.1']))
}

function endOf(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      const code = codeOf(error)
      const what = code === 'ENOENT' ? 'found no' : 'could not start the'
      const why = code === 'ENOENT' ? '' : ` (${code ?? 'unknown reason'})`
      reject(new CommandError(`Postern ${what} program "${command}"${why}.`))
    })
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
