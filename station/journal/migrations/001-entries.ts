/** The journal itself, its guards, and the commands it has already carried out. */
export const entries = `
CREATE TABLE entries (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL,
  monotonic INTEGER NOT NULL,
  run TEXT NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  prev BLOB NOT NULL,
  hash BLOB NOT NULL
) STRICT;

CREATE INDEX entries_by_subject ON entries (subject, seq);

CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'an entry of the journal is never changed'); END;

CREATE TRIGGER entries_never_go BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'an entry of the journal is never deleted'); END;

CREATE TRIGGER entries_follow_one_another BEFORE INSERT ON entries
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entries)
  OR EXISTS (SELECT 1 FROM entries WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an entry of the journal only follows the last one'); END;

CREATE TABLE commands (
  id TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  subject TEXT NOT NULL,
  version INTEGER NOT NULL,
  first_seq INTEGER,
  last_seq INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE read_models (
  name TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  tables TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
