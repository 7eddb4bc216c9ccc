import { spawn } from 'node:child_process'
import { exitCode } from './run.mjs'
import { SetupError } from './say.mjs'

/** A child that has not ended this long after it was asked to is killed. */
const PATIENCE_MS = 5_000

/**
 * Starts a program that shares our input and output.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {{ ended: Promise<number>, send: (signal: NodeJS.Signals) => void, stop: () => void }} its exit code once it has
 * ended, a way to hand a signal on, and one to end it
 */
export function startChild(command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: 'inherit' })
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.on('error', (error) =>
      reject(
        new SetupError(
          `Postern could not start ${command}: ${error.message}`,
          'check that the file is there and may be run.',
        ),
      ),
    )
    child.on('exit', (code, signal) => resolve(exitCode(code, signal)))
  })
  return {
    ended,
    send(signal) {
      child.kill(signal)
    },
    stop() {
      child.kill()
      setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref()
    },
  }
}

/**
 * Does something when the user or the system asks this process to end, instead of ending at once.
 * @param {(signal: NodeJS.Signals) => void} stop
 */
export function onStop(stop) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stop)
}
