import { closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'
import { hasCode, putAside, reasonOf, takeNameBeside } from '../files/aside.ts'
import { MIGRATIONS, type Migration } from './migrations.ts'

export type Connection = Database.Database

/** Marks a database as Postern's in its header: `Post` in ASCII. */
const APPLICATION_ID = 0x506f7374
const BUSY_TIMEOUT_MS = 5000
const COMPANIONS = ['-wal', '-shm']

/** The file is no database of ours, or a broken one. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError'
}

/** The file was written by a newer version of the program. */
export class NewerError extends Error {
  override readonly name = 'NewerError'
}

/**
 * Opens the database, makes it if it is not there, and brings an older one up to date after a copy of it was made
 * (`history.backup-v1.db`). Throws DamagedError, NewerError, or what the system says when it cannot be opened.
 */
export function openDatabase(file: string, migrations: readonly Migration[] = MIGRATIONS): Connection {
  if (file !== ':memory:') makePrivateFile(file)
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS })
  try {
    const latest = migrations.at(-1)?.version ?? 0
    const version = readVersion(db)
    if (version > latest) throw new NewerError(`its version is ${version}, this program knows ${latest}`)
    if (version === 0) refuseStrangers(db)
    if (file !== ':memory:') {
      db.pragma('journal_mode = WAL')
      refuseTruncated(db, file)
    }
    db.pragma('synchronous = NORMAL')
    if (version < latest) {
      if (version > 0) copyTo(db, takeNameBeside(file, `backup-v${version}`))
      migrate(db, migrations)
    }
    return db
  } catch (error) {
    db.close()
    if (hasCode(error, 'SQLITE_NOTADB')) throw new DamagedError('it is not a database', { cause: error })
    if (hasCode(error, 'SQLITE_CORRUPT')) throw new DamagedError(reasonOf(error), { cause: error })
    throw error
  }
}

/** Moves the database and its companions out of the way; returns where it lies now. */
export function putDatabaseAside(file: string, now: Date): string {
  return putAside(file, 'damaged', now, COMPANIONS)
}

/** A number that a PRAGMA answers. */
function pragmaNumber(db: Connection, name: string): number {
  const row = db.prepare(`PRAGMA ${name}`).raw().get()
  const value: unknown = Array.isArray(row) ? row[0] : undefined
  return typeof value === 'number' ? value : 0
}

function readVersion(db: Connection): number {
  return pragmaNumber(db, 'user_version')
}

/** SQLite makes its companions with the mode of the main file, so it is made first. Answers are nobody else's business. */
function makePrivateFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  try {
    closeSync(openSync(file, 'ax', 0o600))
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  }
}

/** A database without a version is new and empty, or somebody else's. */
function refuseStrangers(db: Connection): void {
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').raw().get()
  if (Array.isArray(tables) && tables[0] !== 0) throw new DamagedError('it belongs to another program')
}

/** SQLite notices a cut file only when it reads a missing page; the sizes tell at once, the full check decides. */
function refuseTruncated(db: Connection, file: string): void {
  const expected = pragmaNumber(db, 'page_count') * pragmaNumber(db, 'page_size')
  if (statSync(file).size >= expected) return
  db.pragma('wal_checkpoint(PASSIVE)')
  if (statSync(file).size >= expected) return
  const row = db.prepare('PRAGMA quick_check(1)').raw().get()
  if (Array.isArray(row) && row[0] !== 'ok') throw new DamagedError('its end is missing')
}

function copyTo(db: Connection, copy: string): void {
  db.exec(`VACUUM INTO '${copy.replaceAll("'", "''")}'`)
}

/** All steps or none. Another process may have been quicker: the version is read again under the lock. */
function migrate(db: Connection, migrations: readonly Migration[]): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    const version = readVersion(db)
    for (const step of migrations) {
      if (step.version > version) db.exec(`${step.sql}; PRAGMA user_version = ${step.version};`)
    }
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    db.exec('COMMIT')
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    throw error
  }
}
