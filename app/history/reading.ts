import { copyFileSync, existsSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { PosternError } from '../contract/errors.ts'
import { hasCode } from '../contract/thrown.ts'
import { reasonOf } from '../files/quarantine.ts'
import { addClients } from './clients.ts'
import { addDeliveries } from './deliveries.ts'
import type { Connection } from './connection.ts'
import { openDatabase } from './database.ts'
import { hasLog, readHeader } from './databaseHeader.ts'
import { DamagedError, ForeignError, NewerError, OlderError } from './fileErrors.ts'
import { isEmpty, probe, refuse } from './inspection.ts'
import { VERSION } from './schema.ts'
import { writersOf } from './registry.ts'
import { isAlive } from './writer.ts'

export interface ReadConnection {
  db: Connection
  /** @throws PosternError history-unavailable where what was read may be wrong */
  close(): void
}

const BUSY_TIMEOUT_MS = 5000

/**
 * Opens a database and changes nothing in its folder: nothing is made there, moved, or written. So it can also be read where
 * the folder or the disk is read-only.
 * @throws DamagedError, OlderError, ForeignError or NewerError, or what the system says
 */
export function openForReading(given: string, now: () => number): ReadConnection {
  const file = realpathSync(given)
  if (isEmpty(file)) throw new DamagedError('it is empty')
  const header = readHeader(file)
  refuse(header)
  const hasIndex = existsSync(`${file}-shm`)
  // What an earlier version kept is cleaned before it is shown, a log without its index has to be indexed first, and a change
  // whose journal is there has not ended.
  const isUnfinished = (hasLog(file) && !hasIndex) || existsSync(`${file}-journal`)
  if (header.version < VERSION || isUnfinished) return openCopy(file)
  return hasIndex ? openShared(file, now) : openUnshared(file)
}

/** Nobody has it open, as there is no index of the log: it is read as if it could not change. */
function openUnshared(file: string): ReadConnection {
  const state = () => JSON.stringify([statSync(file).mtimeMs, statSync(file).size, existsSync(`${file}-wal`)])
  const before = state()
  const db = connect(file, 'immutable=1')
  return {
    db,
    close() {
      db.close()
      if (state() !== before) throw changed()
    },
  }
}

/** Somebody has it open, or was killed: then the index is not touched, and what it says is found in the log anew. */
function openShared(file: string, now: () => number): ReadConnection {
  const alone = connect(file, 'mode=ro&readonly_shm=1')
  const isShared = writersOf(alone).some((writer) => isAlive(writer, now()))
  if (!isShared) return { db: alone, close: () => void alone.close() }
  alone.close()
  // Whoever reads beside a writer leaves a mark in the index, else it may read what has been replaced meanwhile.
  const db = connect(file, 'mode=ro')
  return { db, close: () => void db.close() }
}

function openCopy(file: string): ReadConnection {
  const folder = mkdtempSync(join(tmpdir(), 'postern-read-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const copy = join(folder, 'history.db')
    for (const ending of ['', '-wal', '-journal'])
      if (existsSync(file + ending)) copyFileSync(file + ending, copy + ending)
    const db = openDatabase(copy)
    return {
      db,
      close() {
        db.close()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

function connect(file: string, parameters: string): Connection {
  const db = new Database(`${pathToFileURL(file).href}?${parameters}`, { timeout: BUSY_TIMEOUT_MS })
  try {
    probe(db, VERSION)
    addClients(db)
    addDeliveries(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function changed(): PosternError {
  return new PosternError(
    'history-unavailable',
    'Another program changed the history while Postern read it.',
    'Run the command again.',
  )
}

/** What an error of the opening means for whoever only wanted to read. */
export function unreadable(file: string, error: unknown): PosternError {
  const say = (what: string, remedy: string) =>
    new PosternError(
      'history-unavailable',
      `Postern did not read ${file}: ${what}. It changed nothing.`,
      remedy,
    )
  if (error instanceof DamagedError)
    return say(
      `it has damage, as ${error.message}`,
      'Start the app. It puts the file aside and begins a new history.',
    )
  if (error instanceof NewerError)
    return say(`a newer Postern wrote it, as ${error.message}`, 'Install the newer version again.')
  if (error instanceof OlderError)
    return say(`an early Postern wrote it, as ${error.message}`, 'Open it with the version that wrote it.')
  if (error instanceof ForeignError)
    return say(error.message, 'Set POSTERN_DATA to the data folder of Postern.')
  if (hasCode(error, 'SQLITE_CANTOPEN'))
    return say('the system refused it', 'Make the file readable for your user.')
  return say(reasonOf(error), 'Make it a file that your user can read.')
}
