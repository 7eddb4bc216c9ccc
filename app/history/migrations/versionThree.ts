import type { Migration } from './migration.ts'

/** Remembers which exchanges sent a request again that was under way when the program ended. */
export const versionThree: Migration = {
  version: 3,
  sql: `
    CREATE TABLE sent_again (exchange INTEGER PRIMARY KEY) STRICT;
    CREATE TRIGGER exchanges_deleted_again AFTER DELETE ON exchanges BEGIN
      DELETE FROM sent_again WHERE exchange = old.seq;
    END;
  `,
}
