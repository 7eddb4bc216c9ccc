import type { Connection } from './connection.ts'

/** Runs some work as a whole or not at all. */
export type Transaction = <T>(work: () => T, isDurable?: boolean) => T

/**
 * A commit outlives the death of the process as it is. One that `isDurable` waits until the disk has it, so that it
 * outlives a power cut too; with the write-ahead log that is all that the level FULL adds.
 */
export function createTransactions(db: Connection): Transaction {
  return (work, isDurable = false) => {
    if (isDurable) db.exec('PRAGMA synchronous = FULL')
    try {
      db.exec('BEGIN IMMEDIATE')
      const result = work()
      db.exec('COMMIT')
      return result
    } catch (error) {
      // SQLite has rolled back by itself after some failures, a full disk for one.
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    } finally {
      if (isDurable) db.exec('PRAGMA synchronous = NORMAL')
    }
  }
}
