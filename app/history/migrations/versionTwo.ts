import { reindexAll } from '../searchIndex.ts'
import type { Migration } from './migration.ts'

const FINGERPRINT =
  "iif(o.outcome IN ('service-failure', 'http-failure', 'transport-failure'), o.fingerprint, NULL)"
const COLUMNS = `o.profile, o.key, o.method, o.route, o.status,
  iif(o.code = CAST(o.code AS INTEGER), CAST(o.code AS INTEGER), o.code), o.failure, o.outcome, o.source,
  o.replay_of IS NOT NULL, ${FINGERPRINT}`

/**
 * Makes a million exchanges searchable. What exchanges share moves into `shapes`, of which there are few: a filter is
 * decided there once for all exchanges of a shape, and a shape knows how many it has. `seq` counts up as exchanges
 * come in; lists are ordered by it.
 */
export const versionTwo: Migration = {
  version: 2,
  sql: `
    DROP TRIGGER exchanges_added;
    DROP TRIGGER exchanges_removed;
    DROP INDEX exchanges_under_way;
    ALTER TABLE exchanges RENAME TO old_exchanges;
    ALTER TABLE attempts RENAME TO old_attempts;
    ALTER TABLE bodies RENAME TO old_bodies;

    CREATE TABLE shapes (
      id INTEGER PRIMARY KEY,
      mark TEXT NOT NULL UNIQUE, -- JSON of the columns, because NULLs are not equal to each other
      profile TEXT NOT NULL,
      key TEXT,
      method TEXT NOT NULL,
      route TEXT NOT NULL,
      status INTEGER,
      code REAL,
      failure TEXT,
      outcome TEXT,
      source TEXT NOT NULL,
      is_replay INTEGER NOT NULL,
      fingerprint TEXT, -- of failures only
      total INTEGER NOT NULL DEFAULT 0 -- exchanges that have it and are not removed
    ) STRICT;
    CREATE INDEX shapes_by_fingerprint ON shapes (fingerprint) WHERE fingerprint IS NOT NULL;

    CREATE TABLE exchanges (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      writer TEXT, -- who still writes it; null once it has ended
      shape INTEGER NOT NULL,
      replay_of TEXT,
      url TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      ended_at INTEGER,
      duration_ms INTEGER,
      headline TEXT,
      trace_id TEXT,
      pinned INTEGER NOT NULL DEFAULT 0,
      removed INTEGER -- number of the removal that can still be undone
    ) STRICT;

    INSERT INTO shapes (mark, profile, key, method, route, status, code, failure, outcome, source, is_replay, fingerprint)
      SELECT DISTINCT json_array(${COLUMNS}), ${COLUMNS} FROM old_exchanges AS o;
    INSERT INTO exchanges (seq, id, writer, shape, replay_of, url, attempts, started_at, ended_at, duration_ms, headline, trace_id)
      SELECT row_number() OVER (ORDER BY o.id), o.id, writer, s.id, replay_of, url, attempts, started_at, ended_at, duration_ms,
        headline, trace_id
      FROM old_exchanges AS o JOIN shapes AS s ON s.mark = json_array(${COLUMNS});

    CREATE TABLE new_documents (exchange INTEGER PRIMARY KEY, request TEXT NOT NULL, reading TEXT NOT NULL) STRICT;
    INSERT INTO new_documents SELECT e.seq, request, reading FROM documents JOIN old_exchanges AS o ON o.seq = exchange
      JOIN exchanges AS e ON e.id = o.id;
    DROP TABLE documents;
    ALTER TABLE new_documents RENAME TO documents;

    -- Tables with a rowid keep texts of some KB without wasting pages; at = seq * 512 + number of the attempt.
    CREATE TABLE attempts (at INTEGER PRIMARY KEY, document TEXT NOT NULL) STRICT;
    CREATE TABLE bodies (
      at INTEGER PRIMARY KEY, -- number 0 is the body of the request
      escaped INTEGER NOT NULL, -- 1: text is a JSON string, because SQLite cuts a text at a NUL
      text TEXT NOT NULL
    ) STRICT;
    INSERT INTO attempts SELECT e.seq * 512 + number, document FROM old_attempts JOIN old_exchanges AS o ON o.seq = exchange
      JOIN exchanges AS e ON e.id = o.id;
    INSERT INTO bodies SELECT e.seq * 512 + number, escaped, text FROM old_bodies JOIN old_exchanges AS o ON o.seq = exchange
      JOIN exchanges AS e ON e.id = o.id;
    DROP TABLE old_attempts;
    DROP TABLE old_bodies;
    DROP TABLE old_exchanges;

    CREATE INDEX exchanges_under_way ON exchanges (seq) WHERE writer IS NOT NULL;
    CREATE INDEX exchanges_by_shape ON exchanges (shape) WHERE removed IS NULL;
    CREATE INDEX exchanges_by_duration ON exchanges (duration_ms);
    CREATE INDEX exchanges_by_trace ON exchanges (trace_id COLLATE NOCASE) WHERE trace_id IS NOT NULL;
    CREATE INDEX exchanges_pinned ON exchanges (pinned) WHERE pinned = 1;
    CREATE INDEX exchanges_removed ON exchanges (removed) WHERE removed IS NOT NULL;

    UPDATE shapes SET total = (SELECT count(*) FROM exchanges WHERE shape = shapes.id AND removed IS NULL);

    CREATE TABLE spans ( -- earliest and latest start of 1024 neighbours, so that a time is found without an index
      block INTEGER PRIMARY KEY,
      earliest INTEGER NOT NULL,
      latest INTEGER NOT NULL
    ) STRICT;
    INSERT INTO spans SELECT seq / 1024, min(started_at), max(started_at) FROM exchanges GROUP BY 1;

    CREATE TABLE hours ( -- how often failures of a shape began in an hour since the epoch
      shape INTEGER NOT NULL,
      hour INTEGER NOT NULL,
      total INTEGER NOT NULL,
      PRIMARY KEY (shape, hour)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO hours SELECT shape, started_at / 3600000, count(*) FROM exchanges JOIN shapes ON shapes.id = shape
      WHERE fingerprint IS NOT NULL GROUP BY 1, 2;

    CREATE TABLE problems ( -- those whose state has ever been set; all others are open
      fingerprint TEXT PRIMARY KEY,
      state TEXT NOT NULL,
      changed_at INTEGER NOT NULL,
      reopened_at INTEGER
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE notes (exchange INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;

    -- Holds words only, no texts.
    CREATE VIRTUAL TABLE search USING fts5(
      text, content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
    );

    UPDATE counters SET value = (SELECT count(*) FROM exchanges) WHERE name = 'exchanges';

    CREATE TRIGGER exchanges_added AFTER INSERT ON exchanges BEGIN
      UPDATE counters SET value = value + 1 WHERE name = 'exchanges';
      UPDATE shapes SET total = total + 1 WHERE id = new.shape;
      INSERT INTO hours SELECT new.shape, new.started_at / 3600000, 1 FROM shapes
        WHERE id = new.shape AND fingerprint IS NOT NULL ON CONFLICT DO UPDATE SET total = total + 1;
      INSERT INTO spans VALUES (new.seq / 1024, new.started_at, new.started_at)
        ON CONFLICT DO UPDATE SET earliest = min(earliest, excluded.earliest), latest = max(latest, excluded.latest);
    END;

    CREATE TRIGGER exchanges_reshaped AFTER UPDATE OF shape ON exchanges
    WHEN old.shape <> new.shape AND new.removed IS NULL BEGIN
      UPDATE shapes SET total = total - 1 WHERE id = old.shape;
      UPDATE shapes SET total = total + 1 WHERE id = new.shape;
      UPDATE hours SET total = total - 1 WHERE shape = old.shape AND hour = old.started_at / 3600000;
      INSERT INTO hours SELECT new.shape, new.started_at / 3600000, 1 FROM shapes
        WHERE id = new.shape AND fingerprint IS NOT NULL ON CONFLICT DO UPDATE SET total = total + 1;
    END;

    CREATE TRIGGER exchanges_hidden AFTER UPDATE OF removed ON exchanges
    WHEN old.removed IS NULL AND new.removed IS NOT NULL BEGIN
      UPDATE counters SET value = value - 1 WHERE name = 'exchanges';
      UPDATE shapes SET total = total - 1 WHERE id = new.shape;
      UPDATE hours SET total = total - 1 WHERE shape = new.shape AND hour = new.started_at / 3600000;
    END;

    CREATE TRIGGER exchanges_restored AFTER UPDATE OF removed ON exchanges
    WHEN old.removed IS NOT NULL AND new.removed IS NULL BEGIN
      UPDATE counters SET value = value + 1 WHERE name = 'exchanges';
      UPDATE shapes SET total = total + 1 WHERE id = new.shape;
      UPDATE hours SET total = total + 1 WHERE shape = new.shape AND hour = new.started_at / 3600000;
    END;

    CREATE TRIGGER exchanges_deleted AFTER DELETE ON exchanges BEGIN
      UPDATE counters SET value = value - 1 WHERE name = 'exchanges' AND old.removed IS NULL;
      UPDATE shapes SET total = total - 1 WHERE id = old.shape AND old.removed IS NULL;
      UPDATE hours SET total = total - 1
        WHERE shape = old.shape AND hour = old.started_at / 3600000 AND old.removed IS NULL;
      DELETE FROM documents WHERE exchange = old.seq;
      DELETE FROM attempts WHERE at BETWEEN old.seq * 512 AND old.seq * 512 + 511;
      DELETE FROM bodies WHERE at BETWEEN old.seq * 512 AND old.seq * 512 + 511;
      DELETE FROM notes WHERE exchange = old.seq;
      DELETE FROM search WHERE rowid = old.seq;
    END;
  `,
  after: reindexAll,
}
