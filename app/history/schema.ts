/** What is written into the header of the file. Version 5 has the tables of version 4; only its fingerprints are cleaned. */
export const VERSION = 5
/** The oldest version that can still be read. */
export const OLDEST_VERSION = 4

/** Of what is seen alone: what is hidden would have to be passed over each time. */
export const ARRIVAL_INDEX =
  'CREATE INDEX exchanges_seen_by_arrival ON exchanges (arrived_at) WHERE pinned = 0 AND removed IS NULL'
/** The same as it was once, with what is hidden. */
export const FORMER_ARRIVAL_INDEX = 'exchanges_by_arrival'

/**
 * The tables of the history. What exchanges share stands in `shapes`, of which there are few: a filter is decided there
 * once for all exchanges of a shape, and a shape knows how many it has. `seq` counts up as exchanges come in; lists are
 * ordered by it. All columns are TEXT, INTEGER or REAL: libsql aborts the whole process when it returns a BLOB inside
 * Electron. Times are epoch ms.
 */
export const SCHEMA = `
  CREATE TABLE writers (
    token TEXT PRIMARY KEY,
    pid INTEGER NOT NULL,
    process TEXT,
    since INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

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
    removed INTEGER, -- number of the removal that can still be undone
    arrived_at INTEGER NOT NULL DEFAULT 0 -- of one that was imported not when it was sent
  ) STRICT;

  CREATE TABLE documents ( -- JSON without bodies
    exchange INTEGER PRIMARY KEY,
    request TEXT NOT NULL,
    reading TEXT NOT NULL -- envelope, findings, diagnosis, and the client of what was captured
  ) STRICT;

  -- Tables with a rowid keep texts of some KB without wasting pages; at = seq * 512 + number of the attempt.
  CREATE TABLE attempts (at INTEGER PRIMARY KEY, document TEXT NOT NULL) STRICT;
  CREATE TABLE bodies (
    at INTEGER PRIMARY KEY, -- number 0 is the body of the request
    escaped INTEGER NOT NULL, -- 1: text is a JSON string, because SQLite cuts a text at a NUL
    text TEXT NOT NULL
  ) STRICT;

  CREATE INDEX exchanges_under_way ON exchanges (seq) WHERE writer IS NOT NULL;
  CREATE INDEX exchanges_by_shape ON exchanges (shape) WHERE removed IS NULL;
  CREATE INDEX exchanges_by_duration ON exchanges (duration_ms);
  CREATE INDEX exchanges_by_trace ON exchanges (trace_id COLLATE NOCASE) WHERE trace_id IS NOT NULL;
  CREATE INDEX exchanges_pinned ON exchanges (pinned) WHERE pinned = 1;
  CREATE INDEX exchanges_removed ON exchanges (removed) WHERE removed IS NOT NULL;
  ${ARRIVAL_INDEX};

  CREATE TABLE spans ( -- earliest and latest start of 1024 neighbours, so that a time is found without an index
    block INTEGER PRIMARY KEY,
    earliest INTEGER NOT NULL,
    latest INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE hours ( -- how often failures of a shape began in an hour since the epoch
    shape INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (shape, hour)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE problems ( -- those whose state has ever been set; all others are open
    fingerprint TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    reopened_at INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE notes (exchange INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;

  -- Those that sent a request again that was under way when the program ended.
  CREATE TABLE sent_again (exchange INTEGER PRIMARY KEY) STRICT;

  -- Holds words only, no texts.
  CREATE VIRTUAL TABLE search USING fts5(
    text, content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
  );

  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO counters VALUES ('exchanges', 0);

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
    DELETE FROM sent_again WHERE exchange = old.seq;
    DELETE FROM search WHERE rowid = old.seq;
  END;
`
