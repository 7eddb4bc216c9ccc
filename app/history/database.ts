import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'
import { cleanFingerprint } from '../diagnosis/fingerprint.ts'
import { makeFolder } from '../files/folder.ts'
import { isNetworkShare } from '../files/networkShare.ts'
import { hasCode } from '../contract/thrown.ts'
import { putAside } from '../files/quarantine.ts'
import { CUT_LOG_BYTES } from './checkpoints.ts'
import { addClients } from './clients.ts'
import { addDeliveries } from './deliveries.ts'
import type { Connection } from './connection.ts'
import { cleanFingerprints } from './fingerprints.ts'
import { NewerError } from './fileErrors.ts'
import { APPLICATION_ID, inspect } from './inspection.ts'
import { ARRIVAL_INDEX, FORMER_ARRIVAL_INDEX, SCHEMA, VERSION } from './schema.ts'

const BUSY_TIMEOUT_MS = 5000
/** 32 MB with pages of 4 KB: here a commit moves the log itself, where others write so often that it never began anew. */
export const LONGEST_LOG_PAGES = 8192
/** The indexes that an insert touches have room in it, also those of a million exchanges. */
const CACHE_KB = 65_536
/** 256 MB with pages of 4 KB: some seconds. */
const MOST_REWRITTEN_PAGES = 65_536
/** How long closing may wait for others to finish reading, so that the log can be emptied. */
const CLOSING_TIMEOUT_MS = 200

interface DatabaseOptions {
  /** What becomes of a fingerprint of version 4. */
  clean?: (fingerprint: string) => string
  /** Whether a folder is on a network share. */
  isShare?: (folder: string) => boolean
}

/**
 * Opens the database, makes it if it is not there, and cleans what version 4 kept.
 * @throws DamagedError, OlderError, ForeignError or NewerError, or what the system says when it cannot be opened; only
 *   after the first two may the file be moved
 */
export function openDatabase(
  file: string,
  { clean = cleanFingerprint, isShare = isNetworkShare }: DatabaseOptions = {},
): Connection {
  if (file !== ':memory:') {
    makePrivateFile(file)
    inspect(file)
  }
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS })
  try {
    // Counts for a new database only: freed pages can then be given back bit by bit.
    db.exec('PRAGMA auto_vacuum = INCREMENTAL')
    if (file !== ':memory:') chooseJournal(db, isShare(dirname(file)))
    db.exec(`PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${LONGEST_LOG_PAGES};
      PRAGMA journal_size_limit = ${CUT_LOG_BYTES}; PRAGMA cache_size = -${CACHE_KB}`)
    if (numberOf(db, 'user_version') !== VERSION) bringUpToDate(db, clean)
    renewIndex(db)
    addClients(db)
    addDeliveries(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * With a log writers do not wait for readers, and a commit survives the death of the process. But the log's index is in memory
 * that computers do not share: on a network share the file would be damaged (https://www.sqlite.org/wal.html).
 */
function chooseJournal(db: Connection, isOnShare: boolean): void {
  try {
    db.exec(`PRAGMA journal_mode = ${isOnShare ? 'DELETE' : 'WAL'}`)
  } catch (error) {
    // While others have it open, it stays as they have it.
    if (!isOnShare || !hasCode(error, 'SQLITE_BUSY', 'SQLITE_LOCKED')) throw error
  }
}

export function closeDatabase(db: Connection): void {
  try {
    db.exec(`PRAGMA busy_timeout = ${CLOSING_TIMEOUT_MS}; PRAGMA wal_checkpoint(TRUNCATE)`)
  } finally {
    db.close()
  }
}

/** Moves a database and its companions out of the way; returns where it lies now. */
export function putDatabaseAside(file: string, label: 'damaged' | 'older', now: Date): string {
  return putAside(file, label, now, ['-wal', '-shm', '-journal'])
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

function numberOf(db: Connection, pragma: 'user_version' | 'page_count'): number {
  const row = db.prepare(`PRAGMA ${pragma}`).raw().get()
  const value: unknown = Array.isArray(row) ? row[0] : null
  return typeof value === 'number' ? value : 0
}

/** All of it or nothing. Another process may have been quicker: the version is read again under the lock. */
function bringUpToDate(db: Connection, clean: (fingerprint: string) => string): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    const version = numberOf(db, 'user_version')
    if (version > VERSION) throw new NewerError(`its version is ${version}, this program knows ${VERSION}`)
    const isCleaned = version > 0 && version < VERSION && cleanFingerprints(db, clean)
    if (version === 0) db.exec(SCHEMA)
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}; COMMIT`)
    if (isCleaned) rewrite(db)
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** Takes a moment, once. Where it cannot be written all works as before, and a later start tries again. */
function renewIndex(db: Connection): void {
  if (db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').all(FORMER_ARRIVAL_INDEX).length === 0) return
  try {
    db.exec(`BEGIN IMMEDIATE; DROP INDEX ${FORMER_ARRIVAL_INDEX}; ${ARRIVAL_INDEX}; COMMIT`)
  } catch {
    if (db.inTransaction) db.exec('ROLLBACK')
  }
}

/**
 * What was replaced may still stand in unused places of the file, until it is written anew. With a large file that takes
 * minutes, and so is left to time. Another process may be reading, or the disk full: then it is left to time as well.
 */
function rewrite(db: Connection): void {
  try {
    if (numberOf(db, 'page_count') <= MOST_REWRITTEN_PAGES) db.exec('VACUUM')
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch (error) {
    if (!hasCode(error, 'SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_FULL')) throw error
  }
}
