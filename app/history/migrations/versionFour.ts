import type { Migration } from './migration.ts'

/**
 * Remembers when an exchange came into the history, which for one that was brought in is not when it was sent. What
 * had been brought in before counts from this step on, since nobody noted its day.
 */
export const versionFour: Migration = {
  version: 4,
  sql: `
    ALTER TABLE exchanges ADD COLUMN arrived_at INTEGER NOT NULL DEFAULT 0;
    UPDATE exchanges SET arrived_at = iif(
      shape IN (SELECT id FROM shapes WHERE source IN ('import', 'capture')), unixepoch() * 1000, started_at
    );
    CREATE INDEX exchanges_by_arrival ON exchanges (arrived_at) WHERE pinned = 0;
  `,
}
