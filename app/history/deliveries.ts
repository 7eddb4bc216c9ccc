import type { DeliveryDetails } from '../contract/webhooks.ts'
import type { Connection } from './connection.ts'
import { addTable } from './laterTables.ts'
import { withoutNul } from './texts.ts'

/** Only webhooks that arrived have one. They stand apart from `shapes`, because a sender may make up a name for each event. */
const DELIVERIES = `
  CREATE TABLE deliveries (
    exchange INTEGER PRIMARY KEY,
    event TEXT,
    signature TEXT NOT NULL
  ) STRICT;
  CREATE INDEX deliveries_by_event ON deliveries (event COLLATE NOCASE) WHERE event IS NOT NULL;
  CREATE INDEX deliveries_by_signature ON deliveries (signature);

  CREATE TRIGGER deliveries_deleted AFTER DELETE ON exchanges BEGIN
    DELETE FROM deliveries WHERE exchange = old.seq;
  END;
`
const NO_DELIVERIES =
  'CREATE TEMP TABLE deliveries (exchange INTEGER PRIMARY KEY, event TEXT, signature TEXT)'

/** Databases that were made before have no such table. */
export function addDeliveries(db: Connection): void {
  addTable(db, 'deliveries', { made: DELIVERIES, inPlace: NO_DELIVERIES })
}

/** Keeps event and signature of a delivery, so that it is found by them. */
export function createDeliveries(db: Connection): (seq: number, delivery: DeliveryDetails) => void {
  const put = db.prepare(
    `INSERT INTO deliveries VALUES (?1, ?2, ?3)
     ON CONFLICT DO UPDATE SET event = excluded.event, signature = excluded.signature
     WHERE event IS NOT excluded.event OR signature <> excluded.signature`,
  )
  return (seq, { event, signature }) => {
    put.run(seq, withoutNul(event), signature)
  }
}
