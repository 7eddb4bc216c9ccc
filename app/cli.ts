#!/usr/bin/env node
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { addAbortSignal } from 'node:stream'
import { collected } from './cli/input.ts'
import { EXIT } from './cli/io.ts'
import { run } from './cli/run.ts'
import { unexpected } from './cli/unexpected.ts'

const interrupt = new AbortController()
let hearSignal: ((signal: NodeJS.Signals) => void) | null = null
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  const onSignal = () => {
    if (hearSignal) return hearSignal(signal)
    // A second one ends the program.
    process.off(signal, onSignal)
    interrupt.abort()
  }
  process.on(signal, onSignal)
}
// Node would print what was thrown as it is. A rejected promise comes here too.
process.on('uncaughtException', (error) => {
  process.stderr.write(`postern: ${unexpected(error)}`)
  process.exit(EXIT.noAnswer)
})
let isOutputLost = false
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`| head`) is no error.
  if (error.code === 'EPIPE' || isOutputLost) return
  isOutputLost = true
  process.stderr.write(`postern: Postern could not write to standard output (${error.code}).\n`)
})
process.stderr.on('error', () => undefined)
// The command ended without knowing that nobody can read what it printed.
process.on('exit', () => {
  if (isOutputLost) process.exitCode = EXIT.wrongCommand
})

// Not awaited at the top level: what is read later takes parts of this file, and would wait for it in turn.
void run(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  stdin: async () => {
    if (process.stdin.isTTY)
      process.stderr.write('Paste the text, then press Enter and Ctrl+D (on Windows Ctrl+Z, then Enter).\n')
    return await collected(addAbortSignal(interrupt.signal, process.stdin), 'Standard input')
  },
  env: process.env,
  platform: process.platform,
  homeFolder: homedir(),
  version: ownVersion(),
  historyWorker: new URL('historyWorker.js', import.meta.url),
  captureWorker: new URL('captureWorker.js', import.meta.url),
  hearSignals(hear) {
    const onHangUp = () => hear('SIGHUP')
    hearSignal = hear
    process.on('SIGHUP', onHangUp)
    return () => {
      hearSignal = null
      process.off('SIGHUP', onHangUp)
    }
  },
  drained: async () => {
    // Whoever stopped reading has been dealt with above.
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain').catch(() => undefined)
  },
  columns: process.stdout.columns,
  stdio: () => ({ input: process.stdin, output: process.stdout, giveUp: () => process.exit() }),
  signal: interrupt.signal,
}).then((code) => {
  process.exitCode = code
})

/** From the package that this bundle lies in. */
function ownVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return /"version":\s*"([^"]+)"/.exec(text)?.[1] ?? 'unknown'
}
