import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import type { Clock } from '../clock.ts'
import { PosternError } from '../contract/errors.ts'
import { codeOf } from '../contract/thrown.ts'
import { batchLine } from './batchFile.ts'
import type { Environment } from './environment.ts'

/** Around the programs that are started. */
export interface ProgramWorld {
  clock: Pick<Clock, 'monotonic'>
  env: Environment
  /** As `process.platform` says it. */
  platform: string
  /** Ends the program when it is aborted. */
  signal: AbortSignal
  /** From now on signals go there; what it returns ends that. */
  hearSignals?: ((hear: (signal: NodeJS.Signals) => void) => () => void) | undefined
}

export interface ChildOptions {
  command: string
  args: readonly string[]
  /** Undefined is that of Postern itself. */
  folder?: string | undefined
  /** Variables beyond those of Postern's own environment. */
  env: Readonly<Record<string, string>>
  hasInput: boolean
  /** The program is ended after this time. */
  limitMs: number | null
  /** Hears what the program writes; without it, that goes to Postern's own output. */
  onOutput?: ((stream: OutputStream, bytes: Uint8Array) => void) | undefined
  onStarted(pid: number | null): void
}

export type OutputStream = 'stdout' | 'stderr'

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

/**
 * Runs a program to its end, with Postern's own signals.
 * @throws PosternError bad-input for a program that cannot be started
 */
export async function runChild(options: ChildOptions, world: ProgramWorld): Promise<ChildEnd> {
  world.signal.throwIfAborted()
  const startedAt = world.clock.monotonic()
  const child = started(options, world)
  options.onStarted(child.pid ?? null)
  let signal: NodeJS.Signals | null = null
  const endHearing = world.hearSignals?.((heard) => {
    signal ??= heard
    // A terminal sends Ctrl+C to the program too.
    if (heard !== 'SIGINT' || !process.stdin.isTTY) child.kill(heard)
  })
  const kill = (how: NodeJS.Signals) => {
    if (options.onOutput) killAll(child, how)
    else child.kill(how)
  }
  const ending = endingOf(kill)
  const stop = () => {
    signal ??= 'SIGTERM'
    ending.end()
  }
  world.signal.addEventListener('abort', stop, { once: true })
  let isOutOfTime = false
  const limit =
    options.limitMs === null
      ? undefined
      : setTimeout(() => {
          isOutOfTime = true
          ending.end()
        }, options.limitMs)
  try {
    const code = await endOf(child, options)
    return { code, signal, tookMs: world.clock.monotonic() - startedAt, isOutOfTime }
  } finally {
    clearTimeout(limit)
    ending.clear()
    world.signal.removeEventListener('abort', stop)
    endHearing?.()
  }
}

function started(
  { command, args, folder, env: further, hasInput, onOutput }: ChildOptions,
  world: ProgramWorld,
): ChildProcess {
  const env = { ...world.env, ...withoutProxy(world.env), ...further }
  const batch = world.platform === 'win32' ? batchLine(command, args, env) : null
  const output = onOutput ? ('pipe' as const) : ('inherit' as const)
  const child = spawn(batch?.command ?? command, batch?.args ?? args, {
    stdio: [hasInput ? 'inherit' : 'ignore', output, output],
    cwd: folder,
    env,
    windowsVerbatimArguments: batch !== null,
    windowsHide: true,
    // In a group of its own it ends with the programs that it has started; a terminal has a group already.
    detached: onOutput !== undefined && world.platform !== 'win32',
  })
  child.stdout?.on('data', (bytes: Uint8Array) => onOutput?.('stdout', bytes))
  child.stderr?.on('data', (bytes: Uint8Array) => onOutput?.('stderr', bytes))
  return child
}

/** Ends a program with all that it has started in its group. */
function killAll(child: ChildProcess, how: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, how)
  } catch {
    // Windows has no groups, and one that has ended is gone.
    child.kill(how)
  }
}

/** A program that does not listen to SIGTERM is killed. */
function endingOf(kill: (how: NodeJS.Signals) => void) {
  let timer: NodeJS.Timeout | undefined
  return {
    end() {
      kill('SIGTERM')
      timer ??= setTimeout(() => kill('SIGKILL'), ENDING_MS)
    },
    clear: () => clearTimeout(timer),
  }
}

/** A program that has a proxy would ask it for the capture too. */
function withoutProxy(env: Environment): Record<string, string> {
  if (!Object.keys(env).some((name) => /^(?:http|https|all)_proxy$/i.test(name))) return {}
  const names = ['no_proxy', 'NO_PROXY']
  const before = names.map((name) => env[name]).find((list) => list !== undefined && list !== '')
  return Object.fromEntries(names.map((name) => [name, before ? `${before},127.0.0.1` : '127.0.0.1']))
}

function endOf(child: ChildProcess, { command, folder }: ChildOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      const code = codeOf(error)
      const what = code === 'ENOENT' ? 'found no' : 'could not start the'
      const why = code === 'ENOENT' ? '' : ` (${code ?? 'unknown reason'})`
      const where = folder === undefined ? 'the command' : 'the command and its folder'
      reject(
        new PosternError('bad-input', `Postern ${what} program "${command}"${why}.`, `Correct ${where}.`),
      )
    })
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
