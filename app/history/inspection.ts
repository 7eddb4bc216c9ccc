import { closeSync, openSync, readSync, statSync } from 'node:fs'
import Database from 'libsql'
import { hasCode } from '../contract/thrown.ts'
import { reasonOf } from '../files/quarantine.ts'
import { OLDEST_VERSION, VERSION } from './schema.ts'

/** The file is no database, or a broken one. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError'
}

/** The file was written by a version of the program that this one no longer reads. */
export class OlderError extends Error {
  override readonly name = 'OlderError'
}

/** The file was written by a newer version of the program. */
export class NewerError extends Error {
  override readonly name = 'NewerError'
}

/** The file is a database of another program. */
export class ForeignError extends Error {
  override readonly name = 'ForeignError'
}

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
  const found = statSync(file)
  if (found.isFile() && found.size === 0) return
  refuse(readHeader(file), !hasLog(file))
  const db = new Database(file)
  try {
    // Reads the log left by a crash; closing the last connection moves it into the file.
    db.exec('SELECT count(*) FROM sqlite_schema')
    if (readHeader(file).version > 0) db.exec(PROBE)
  } catch (error) {
    if (hasCode(error, 'SQLITE_NOTADB', 'SQLITE_CORRUPT'))
      throw new DamagedError(reasonOf(error), { cause: error })
    if (error instanceof Error && /no such (table|column)/.test(error.message)) {
      throw new DamagedError('its tables are not those of a history', { cause: error })
    }
    throw error
  } finally {
    db.close()
  }
  refuse(readHeader(file), !hasLog(file))
}

interface Header {
  isDatabase: boolean
  version: number
  applicationId: number
  hasTables: boolean
  /** What the file should measure by its own word; 0 when it does not say. */
  size: number
  actualSize: number
}

/** `isSettled`: nothing waits in the log, so the header tells the truth about the whole. */
function refuse(header: Header, isSettled: boolean): void {
  const { isDatabase, version, applicationId, hasTables, size, actualSize } = header
  if (!isDatabase) throw new DamagedError('it is not a database')
  if (version > VERSION) throw new NewerError(`its version is ${version}, this program knows ${VERSION}`)
  if (!isSettled) return
  if (actualSize < size) throw new DamagedError('its end is missing')
  if (applicationId !== APPLICATION_ID && (version > 0 || hasTables)) {
    throw new ForeignError('it belongs to another program')
  }
  if (version > 0 && version < OLDEST_VERSION) {
    throw new OlderError(`its version is ${version}, this program reads ${OLDEST_VERSION} and newer`)
  }
}

/** The database header format of SQLite, https://www.sqlite.org/fileformat2.html section 1.3. */
function readHeader(file: string): Header {
  // Opening a pipe would wait for whoever writes to it.
  if (!statSync(file).isFile()) throw new ForeignError('it is no file')
  const bytes = Buffer.alloc(100)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, bytes, 0, bytes.length, 0)
  } finally {
    closeSync(descriptor)
  }
  const pageSize = bytes.readUInt16BE(16)
  // The page count holds only if whoever wrote last knew of it.
  const isCounted = bytes.readUInt32BE(24) === bytes.readUInt32BE(92)
  return {
    isDatabase: bytes.toString('latin1', 0, 16) === 'SQLite format 3\0',
    version: bytes.readUInt32BE(60),
    applicationId: bytes.readUInt32BE(68),
    // Every change of the schema counts this up.
    hasTables: bytes.readUInt32BE(40) > 0,
    size: isCounted ? bytes.readUInt32BE(28) * (pageSize === 1 ? 65_536 : pageSize) : 0,
    actualSize: statSync(file).size,
  }
}

function hasLog(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0
}
