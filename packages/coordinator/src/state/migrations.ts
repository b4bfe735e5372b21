/**
 * Step n brings a file from version n to n + 1 (SQLite's user_version). A step that was released is never changed; new
 * ones are added at the end.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE users (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    full_name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created INTEGER NOT NULL
  );
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE jobs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    status TEXT NOT NULL,
    submitted INTEGER NOT NULL,
    started INTEGER,
    ended INTEGER,
    inputs TEXT NOT NULL,
    error TEXT
  );
  CREATE INDEX jobs_by_owner ON jobs (owner, sequence);
  CREATE TABLE messages (
    job TEXT NOT NULL REFERENCES jobs (id),
    position INTEGER NOT NULL,
    type TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (job, position)
  ) WITHOUT ROWID;
  CREATE TABLE layers (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    file TEXT NOT NULL,
    owner TEXT NOT NULL,
    job TEXT,
    created INTEGER NOT NULL,
    fields TEXT NOT NULL,
    geometry_type TEXT,
    spatial_reference TEXT,
    extent TEXT,
    feature_count INTEGER NOT NULL,
    time TEXT
  );
  CREATE TABLE shares (name TEXT PRIMARY KEY COLLATE NOCASE, folder TEXT NOT NULL, datasets TEXT NOT NULL);
  CREATE TABLE rejected_rows (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    job TEXT NOT NULL REFERENCES jobs (id),
    source TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER,
    reason TEXT NOT NULL,
    text TEXT NOT NULL
  );
  CREATE INDEX rejected_rows_by_job ON rejected_rows (job, sequence);
  CREATE UNIQUE INDEX rejected_rows_once ON rejected_rows (job, source, file, line, reason) WHERE line IS NOT NULL;
  `,
];
