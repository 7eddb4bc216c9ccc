import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'
import { hasCode, putAside, takeNameBeside } from '../files/quarantine.ts'
import { makeFolder } from '../files/folder.ts'
import type { Connection } from './connection.ts'
import { APPLICATION_ID, inspect, NewerError } from './inspection.ts'
import { MIGRATIONS, type Migration } from './migrations.ts'

const BUSY_TIMEOUT_MS = 5000
/** 32 MB with pages of 4 KB. */
const LONGEST_LOG_PAGES = 8192
/** The indexes that an insert touches have room in it, also those of a million exchanges. */
const CACHE_KB = 65_536
/** How long closing may wait for others to finish reading, so that the log can be emptied. */
const CLOSING_TIMEOUT_MS = 200

/**
 * Opens the database, makes it if it is not there, and brings an older one up to date after a copy of it was made
 * (`history.backup-v1.db`). Throws DamagedError, NewerError, or what the system says when it cannot be opened; only
 * after a DamagedError may the file be moved.
 */
export function openDatabase(file: string, migrations: readonly Migration[] = MIGRATIONS): Connection {
  const latest = migrations.at(-1)?.version ?? 0
  if (file !== ':memory:') {
    makePrivateFile(file)
    inspect(file, latest)
  }
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS })
  try {
    // Writers do not wait for readers, and a commit survives the death of the process.
    // Of a new database only; an older one is rearranged below. Freed pages can then be given back bit by bit.
    db.exec('PRAGMA auto_vacuum = INCREMENTAL')
    if (file !== ':memory:') db.exec('PRAGMA journal_mode = WAL')
    // Moving the log into the file takes tens of ms; it is mostly done when nobody waits.
    db.exec(`PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${LONGEST_LOG_PAGES};
      PRAGMA cache_size = -${CACHE_KB}`)
    const version = versionOf(db)
    if (version > latest) throw new NewerError(`its version is ${version}, this program knows ${latest}`)
    if (version < latest) {
      if (version > 0)
        db.exec(`VACUUM INTO '${takeNameBeside(file, `backup-v${version}`).replaceAll("'", "''")}'`)
      migrate(db, migrations)
      if (version > 0) rearrange(db)
    }
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

export function closeDatabase(db: Connection): void {
  try {
    db.exec(`PRAGMA busy_timeout = ${CLOSING_TIMEOUT_MS}; PRAGMA wal_checkpoint(TRUNCATE)`)
  } finally {
    db.close()
  }
}

/** Moves a damaged database and its companions out of the way; returns where it lies now. */
export function putDatabaseAside(file: string, now: Date): string {
  return putAside(file, 'damaged', now, ['-wal', '-shm'])
}

/** SQLite makes its companions with the mode of the main file, so it is made first. Answers are nobody else's business. */
function makePrivateFile(file: string): void {
  makeFolder(dirname(file))
  try {
    closeSync(openSync(file, 'ax', 0o600))
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  }
}

function versionOf(db: Connection): number {
  const row = db.prepare('PRAGMA user_version').raw().get()
  const value: unknown = Array.isArray(row) ? row[0] : null
  return typeof value === 'number' ? value : 0
}

/** A wish only: another process may be reading, and without it everything works but the freeing of disk space. */
function rearrange(db: Connection): void {
  try {
    db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM')
  } catch (error) {
    if (!hasCode(error, 'SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_FULL')) throw error
  }
}

/** All steps or none. Another process may have been quicker: the version is read again under the lock. */
function migrate(db: Connection, migrations: readonly Migration[]): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    const version = versionOf(db)
    for (const step of migrations) {
      if (step.version <= version) continue
      db.exec(`${step.sql}; PRAGMA user_version = ${step.version};`)
      step.after?.(db)
    }
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    db.exec('COMMIT')
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    throw error
  }
}
