-- +goose Up

-- One row for each version of a service's notice that was taken into the
-- installation. A version only moves forward: draft, checked, approved,
-- published. The one in force is the latest published whose day has come.
CREATE TABLE publication (
  controller TEXT NOT NULL, id TEXT NOT NULL, service TEXT NOT NULL, number BIGINT NOT NULL,
  hash TEXT NOT NULL,                            -- SHA-256 of its files, hex
  state TEXT NOT NULL, live BOOLEAN NOT NULL DEFAULT FALSE,
  effective_on TEXT NOT NULL DEFAULT '',
  drafted_at TEXT NOT NULL, drafted_by TEXT NOT NULL,
  checked_at TEXT NOT NULL DEFAULT '', checked_by TEXT NOT NULL DEFAULT '',
  approved_at TEXT NOT NULL DEFAULT '', approved_by TEXT NOT NULL DEFAULT '',
  published_at TEXT NOT NULL DEFAULT '', published_by TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (controller, id));
CREATE UNIQUE INDEX publication_number ON publication (controller, service, number);

CREATE TABLE publication_file (                  -- the exact source text of a version
  controller TEXT NOT NULL, publication TEXT NOT NULL, name TEXT NOT NULL, source BYTEA NOT NULL,
  PRIMARY KEY (controller, publication, name));

-- What offices keep about a notice: readings accepted, gaps filled, holders of
-- offices, documents with their dates. Nothing is changed or removed: the
-- newest row of a kind about a thing stands, and those before it are history.
CREATE TABLE register (
  controller TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL,
  service TEXT NOT NULL DEFAULT '',              -- '' for the whole council
  kind TEXT NOT NULL, about TEXT NOT NULL,       -- "agreement" about "activity provider"
  state TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '',                -- SHA-256 of the words it was decided on, hex
  value TEXT NOT NULL DEFAULT '',                -- what the public may read: a number to ring, where a document is
  holder TEXT NOT NULL DEFAULT '',               -- worker who holds an office
  from_on TEXT NOT NULL DEFAULT '', until_on TEXT NOT NULL DEFAULT '',
  at TEXT NOT NULL, on_day TEXT NOT NULL, worker TEXT NOT NULL,
  PRIMARY KEY (controller, id));
CREATE UNIQUE INDEX register_seq ON register (controller, seq);
