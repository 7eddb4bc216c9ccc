import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Two files of this size at most. */
export const LOG_CAP_BYTES = 1024 * 1024
/** Of one entry, in characters; what is longer is cut. */
const LONGEST_ENTRY = 16_384

export interface Log {
  warn(message: string, error?: unknown): void
}

/**
 * A log of what went wrong inside Postern. Requests and answers are never logged; entries are redacted all the same,
 * because the text of an error may quote one.
 */
export function openLog(file: string, redact: (text: string) => string): Log {
  return {
    warn(message, error) {
      const entry = `${new Date().toISOString()} ${message} ${describe(error)}`.trimEnd()
      // Redacted before it is cut, so that no part of a secret is left at the end.
      const line = `${redact(entry).slice(0, LONGEST_ENTRY)}\n`
      try {
        // Not those above it: a data folder that was moved must be free to come back.
        if (!existsSync(dirname(file))) mkdirSync(dirname(file), { mode: 0o700 })
        if (sizeOf(file) + Buffer.byteLength(line) > LOG_CAP_BYTES) renameSync(file, `${file}.1`)
        appendFileSync(file, line, { mode: 0o600 })
      } catch {
        process.stderr.write(line)
      }
    },
  }
}

/** The stack of an error, without its other fields: one of them could be the request. */
function describe(error: unknown): string {
  if (error === undefined) return ''
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
