import { appendFileSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from '../files/folder.ts'

/** Two files of this size at most. */
const CAP_BYTES = 1024 * 1024

export interface Log {
  warn(message: string, error?: unknown): void
}

/**
 * A short diary of what went wrong inside Postern. It never sees a request or an answer;
 * `redact` stands before the file all the same, because an error's text may quote one.
 */
export function openLog(file: string, redact: (text: string) => string): Log {
  return {
    warn(message, error) {
      const detail =
        error instanceof Error ? (error.stack ?? error.message) : error === undefined ? '' : String(error)
      const line = redact(`${new Date().toISOString()} ${message}${detail ? ` ${detail}` : ''}\n`)
      try {
        makeFolder(dirname(file))
        if (sizeOf(file) + line.length > CAP_BYTES) renameSync(file, `${file}.1`)
        appendFileSync(file, line, { mode: 0o600 })
      } catch {
        process.stderr.write(line)
      }
    },
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
