import type { CaptureClient } from '../contract/capture.ts'
import type { Connection } from './connection.ts'
import { addTable } from './laterTables.ts'
import { withoutNul } from './texts.ts'

/** Only captured exchanges have one. They stand apart from `shapes`, because a program may make up a name for each call. */
export const CLIENTS = `
  CREATE TABLE clients (
    exchange INTEGER PRIMARY KEY,
    run TEXT,
    name TEXT, -- of the process
    agent TEXT -- first product of the user agent
  ) STRICT;
  CREATE INDEX clients_by_run ON clients (run) WHERE run IS NOT NULL;
  CREATE INDEX clients_by_name ON clients (name COLLATE NOCASE) WHERE name IS NOT NULL;
  CREATE INDEX clients_by_agent ON clients (agent COLLATE NOCASE) WHERE agent IS NOT NULL;

  CREATE TRIGGER clients_deleted AFTER DELETE ON exchanges BEGIN
    DELETE FROM clients WHERE exchange = old.seq;
  END;
`
/** For a database of before that cannot be written: it has none. */
const NO_CLIENTS = 'CREATE TEMP TABLE clients (exchange INTEGER PRIMARY KEY, run TEXT, name TEXT, agent TEXT)'

/** Databases that were made before have no such table. */
export function addClients(db: Connection): void {
  addTable(db, 'clients', { made: CLIENTS, inPlace: NO_CLIENTS })
}

/** Keeps which program sent an exchange, so that it is found by that. */
export function createClients(db: Connection): (seq: number, client: CaptureClient) => void {
  const put = db.prepare(
    `INSERT INTO clients VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT DO UPDATE SET run = excluded.run, name = excluded.name, agent = excluded.agent
     WHERE run IS NOT excluded.run OR name IS NOT excluded.name OR agent IS NOT excluded.agent`,
  )
  return (seq, { run, name, userAgent }) => {
    const agent = /^[^\s/;(]+/.exec(userAgent ?? '')?.[0] ?? null
    put.run(seq, run, withoutNul(name), withoutNul(agent))
  }
}
