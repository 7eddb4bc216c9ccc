import { statSync } from 'node:fs'
import Database from 'libsql'
import { hasCode } from '../contract/thrown.ts'
import { reasonOf } from '../files/quarantine.ts'
import type { Connection } from './connection.ts'
import { readHeader, type Header } from './databaseHeader.ts'
import { DamagedError, ForeignError, NewerError, OlderError } from './fileErrors.ts'
import { OLDEST_VERSION, VERSION } from './schema.ts'

/** Marks a database as Postern's in its header: `Post` in ASCII. */
export const APPLICATION_ID = 0x506f7374

/** What every version has had; compiling it shows whether the tables are ours. */
const PROBE = 'SELECT seq, id, writer FROM exchanges LIMIT 0; SELECT exchange, request FROM documents LIMIT 0'

/**
 * Looks at a database before it is opened for good. Throws one of the errors above, or what the system says.
 *
 * Only here may a file still be put aside. A connection that has ever prepared a statement stays open behind the
 * scenes until that statement is collected, and when it closes at last it deletes the write-ahead log *by its path*,
 * which by then belongs to the database that took the place. `exec` leaves no statement behind.
 */
export function inspect(file: string): void {
  if (isEmpty(file)) return
  refuse(readHeader(file))
  const db = new Database(file)
  try {
    // Reads the log left by a crash; closing the last connection moves it into the file.
    probe(db, readHeader(file).version)
  } finally {
    db.close()
  }
  refuse(readHeader(file))
}

/** Whether there is nothing yet, which anybody may have made. Throws what the system says, and when it is no file. */
export function isEmpty(file: string): boolean {
  const stats = statSync(file)
  if (!stats.isFile()) throw new Error('it is not a file')
  return stats.size === 0
}

/** Throws a DamagedError where the tables are not those of a history. */
export function probe(db: Connection, version: number): void {
  try {
    db.exec('SELECT count(*) FROM sqlite_schema')
    if (version > 0) db.exec(PROBE)
  } catch (error) {
    if (hasCode(error, 'SQLITE_NOTADB', 'SQLITE_CORRUPT'))
      throw new DamagedError(reasonOf(error), { cause: error })
    if (error instanceof Error && /no such (table|column)/.test(error.message)) {
      throw new DamagedError('its tables are not those of a history', { cause: error })
    }
    throw error
  }
}

/** Throws what speaks against a database by its header alone, which nothing has to be opened for. */
export function refuse({ isDatabase, version, applicationId, hasTables, missing }: Header): void {
  if (!isDatabase) throw new DamagedError('it is not a database')
  if (version > VERSION) throw new NewerError(`its version is ${version}, this program knows ${VERSION}`)
  if (applicationId !== APPLICATION_ID && (version > 0 || hasTables)) {
    throw new ForeignError('it belongs to another program')
  }
  if (missing > 0) throw new DamagedError('its end is missing')
  if (version > 0 && version < OLDEST_VERSION) {
    throw new OlderError(`its version is ${version}, this program reads ${OLDEST_VERSION} and newer`)
  }
}
