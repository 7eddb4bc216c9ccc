import type { Connection } from '../connection.ts'

export interface Migration {
  /** The version of the database after it; counts up by one. */
  version: number
  sql: string
  /** What SQL alone cannot do, in the same transaction. */
  after?: (db: Connection) => void
}
