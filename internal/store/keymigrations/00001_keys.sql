-- +goose Up

CREATE TABLE data_key (                          -- one per data subject × service × tier; ids are time-ordered (UUIDv7)
  controller TEXT NOT NULL, id TEXT NOT NULL, kek_version BIGINT NOT NULL, wrapped BYTEA NOT NULL, created_at TEXT NOT NULL,
  PRIMARY KEY (controller, id));
CREATE INDEX data_key_version ON data_key (controller, kek_version, id);

CREATE TABLE kek (                               -- versions of the key-encryption key, never the key itself
  controller TEXT NOT NULL, version BIGINT NOT NULL, state TEXT NOT NULL, -- "current", "retiring", "destroyed"
  proof BYTEA NOT NULL,                          -- a known text sealed under it: tells a key file of another database
  published_at TEXT NOT NULL, destroyed_at TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (controller, version));

CREATE TABLE key_backup (                        -- escrow copies, made under a separate escrow key and held elsewhere
  controller TEXT NOT NULL, id TEXT NOT NULL, made_at TEXT NOT NULL, read_back_at TEXT NOT NULL DEFAULT '', deleted_at TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (controller, id));

CREATE TABLE identity (                          -- one random id, also in the data database: tells a foreign key database
  controller TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL);
