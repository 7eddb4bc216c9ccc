import type { Migration } from './migration.ts'

export const versionOne: Migration = {
  version: 1,
  sql: `
    CREATE TABLE writers (
      token TEXT PRIMARY KEY,
      pid INTEGER NOT NULL,
      process TEXT,
      since INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE exchanges (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      writer TEXT, -- who still writes it; null once it has ended
      source TEXT NOT NULL,
      replay_of TEXT,
      profile TEXT NOT NULL,
      key TEXT,
      method TEXT NOT NULL,
      url TEXT NOT NULL,
      route TEXT NOT NULL,
      status INTEGER,
      code REAL,
      failure TEXT,
      attempts INTEGER NOT NULL,
      outcome TEXT,
      started_at INTEGER NOT NULL,
      ended_at INTEGER,
      duration_ms INTEGER,
      headline TEXT,
      fingerprint TEXT,
      trace_id TEXT
    ) STRICT;

    CREATE INDEX exchanges_under_way ON exchanges (seq) WHERE writer IS NOT NULL;

    CREATE TABLE documents ( -- JSON without bodies
      exchange INTEGER PRIMARY KEY,
      request TEXT NOT NULL,
      reading TEXT NOT NULL -- envelope, findings and diagnosis
    ) STRICT;

    CREATE TABLE attempts ( -- JSON without the body
      exchange INTEGER NOT NULL,
      number INTEGER NOT NULL,
      document TEXT NOT NULL,
      PRIMARY KEY (exchange, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE bodies (
      exchange INTEGER NOT NULL,
      number INTEGER NOT NULL, -- of the attempt; 0 is the body of the request
      escaped INTEGER NOT NULL, -- 1: text is a JSON string, because SQLite cuts a text at a NUL
      text TEXT NOT NULL,
      PRIMARY KEY (exchange, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO counters VALUES ('exchanges', 0);
    CREATE TRIGGER exchanges_added AFTER INSERT ON exchanges BEGIN
      UPDATE counters SET value = value + 1 WHERE name = 'exchanges';
    END;
    CREATE TRIGGER exchanges_removed AFTER DELETE ON exchanges BEGIN
      UPDATE counters SET value = value - 1 WHERE name = 'exchanges';
      DELETE FROM documents WHERE exchange = old.seq;
      DELETE FROM attempts WHERE exchange = old.seq;
      DELETE FROM bodies WHERE exchange = old.seq;
    END;
  `,
}
