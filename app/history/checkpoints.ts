import { statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import Database from 'libsql/promise'

/**
 * Moves what was written last from the write-ahead log into the file. The disk takes up to some hundred ms for that, so a
 * thread of the driver does it over a connection of its own: whoever reads or writes meanwhile does not wait.
 */
export interface Checkpoints {
  /** Resolves when it is over. It never rejects: who next writes is told what is wrong with the disk. */
  run(): Promise<void>
  /** The same where the log is long. Work that writes much waits for it after each part, so that the log can begin anew. */
  keepShort(): Promise<void>
  isRunning(): boolean
  /** Waits for the last one. */
  close(): Promise<void>
}

/**
 * A log that is longer is moved also while somebody writes. Who waits until an exchange is on the disk waits for all of the
 * log that is not there yet: so it is no longer.
 */
export const LONG_LOG_BYTES = 4 * 1024 * 1024
/** SQLite cuts a log to this when it begins anew: one that stayed long would be taken for one that has grown. */
export const CUT_LOG_BYTES = LONG_LOG_BYTES / 2

/** The second time moves what others wrote during the first: only a log that was moved to its end begins anew. */
const MOVE = 'PRAGMA wal_checkpoint(PASSIVE); PRAGMA wal_checkpoint(PASSIVE)'

const NOTHING = Promise.resolve()
/** A history in memory, or one that is only read, has no log of its own. */
const NO_CHECKPOINTS: Checkpoints = {
  run: () => NOTHING,
  keepShort: () => NOTHING,
  isRunning: () => false,
  close: () => NOTHING,
}

export function createCheckpoints(file: string): Checkpoints {
  if (file === ':memory:') return NO_CHECKPOINTS
  let running: Promise<void> | null = null
  /** Opened when it is first needed: who writes a little and ends never does. */
  let connection: Database | null = null
  let isClosed = false

  async function move(): Promise<void> {
    if (isClosed) return
    try {
      // Another program may have moved the file: none is made in its place.
      connection ??= new Database(`${pathToFileURL(file).href}?mode=rw`, { timeout: 0 })
      await connection.exec(MOVE)
    } catch {
      // What was not moved stays in the log, where it is as safe.
    }
  }
  const run = () => (running ??= move().finally(() => (running = null)))
  const isLong = () => (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > LONG_LOG_BYTES

  return {
    run,
    keepShort: () => (isLong() ? run() : NOTHING),
    isRunning: () => running !== null,
    async close() {
      isClosed = true
      await running
      connection?.close()
      connection = null
    },
  }
}
