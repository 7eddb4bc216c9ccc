import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { basename } from 'node:path'
import { ulid } from 'ulid'
import type { Exchange } from '../contract/exchange.ts'
import { isFailure } from '../contract/outcome.ts'
import { codeOf } from '../contract/thrown.ts'
import { parse } from './arguments.ts'
import { capturedText, idempotentOf, openCaptured, type Captured } from './captured.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { openLines } from './lines.ts'

const OPTIONS = {
  to: { type: 'string' },
  env: { type: 'string', multiple: true },
  fault: { type: 'string', multiple: true },
  hold: { type: 'boolean' },
  keep: { type: 'boolean' },
  json: { type: 'string' },
  idempotent: { type: 'string', multiple: true },
} as const

const OWN_VARIABLE = 'POSTERN_CAPTURE_URL'

/** Starts a program with a capture of its own, and ends as the program ends. */
export async function runProgram(args: string[], io: Io): Promise<number> {
  const end = args.indexOf('--')
  const { values, positionals } = parse(end < 0 ? args : args.slice(0, end), OPTIONS)
  const [command, ...rest] = end < 0 ? [] : args.slice(end + 1)
  if (positionals[0] !== undefined || command === undefined || command === '')
    throw new CommandError(
      'The command to run goes after --, for example: postern run --env BASE_URL -- node client.mjs',
    )
  const variables = [OWN_VARIABLE, ...(values.env ?? []).map(variableOf)]
  const run = ulid()
  const failed = new Set<string>()
  const lines = values.json === undefined ? null : await openLines(values.json)
  let captured: Captured | null = null
  try {
    captured = await openCaptured(io, {
      to: values.to,
      faults: values.fault ?? [],
      port: 0,
      isHolding: values.hold,
      isKept: values.keep ?? false,
      idempotent: idempotentOf(values.idempotent ?? []),
      run: { run, name: basename(command), pid: null },
      onEnded(exchange) {
        note(failed, exchange)
        lines?.put(exchange)
      },
    })
    const code = await childCode(command, rest, variables, captured, io)
    const kept = await captured.close(true)
    io.stderr(`${capturedText(captured.requests(), failed.size)}\n`)
    if (values.keep && kept === EXIT.success) io.stderr(`Kept: postern history run:${run}\n`)
    captured = null
    return code === EXIT.success ? kept : code
  } finally {
    await captured?.close(true)
    await lines?.close()
  }
}

function note(failed: Set<string>, { id, outcome }: Exchange): void {
  if (isFailure(outcome)) failed.add(id)
  else failed.delete(id)
}

function variableOf(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name)) return name
  throw new CommandError(
    `--env takes the name of an environment variable, for example BASE_URL, not "${name}".`,
  )
}

/** Hands standard input and output and signals to the program. */
async function childCode(
  command: string,
  args: string[],
  variables: readonly string[],
  captured: Captured,
  io: Io,
): Promise<number> {
  const own = Object.fromEntries(variables.map((name) => [name, captured.url]))
  const env = { ...io.env, ...withoutProxy(io.env), ...own }
  const child = spawn(command, args, { stdio: 'inherit', env })
  captured.startedAs(child.pid ?? null)
  const endHearing = io.hearSignals?.((signal) => {
    // A terminal sends Ctrl+C to the program too.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  })
  const stop = () => child.kill('SIGTERM')
  io.signal.addEventListener('abort', stop, { once: true })
  try {
    return await endOf(child, command)
  } finally {
    io.signal.removeEventListener('abort', stop)
    endHearing?.()
  }
}

/** A program that has a proxy would ask it for the capture too. */
function withoutProxy(env: Io['env']): Record<string, string> {
  if (!Object.keys(env).some((name) => /^(?:http|https|all)_proxy$/i.test(name))) return {}
  const names = ['no_proxy', 'NO_PROXY']
  const before = names.map((name) => env[name]).find((list) => list !== undefined && list !== '')
  return Object.fromEntries(names.map((name) => [name, before ? `${before},127.0.0.1` : '127.0.0.1']))
}

/** As a shell tells it: 128 and the number of the signal that ended the program. */
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
