-- +goose Up

-- One row per node per lane. A revocation adds one to every row of the
-- controller; a group commit or a write first writes its own row and reads it.
CREATE TABLE node (
  controller TEXT NOT NULL, id TEXT NOT NULL, lane TEXT NOT NULL,
  revocation BIGINT NOT NULL DEFAULT 0,
  seen_at TEXT NOT NULL, kek_version BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (controller, id, lane));

CREATE TABLE controller (
  controller TEXT NOT NULL PRIMARY KEY,
  ledger_origin TEXT NOT NULL,
  revocation BIGINT NOT NULL DEFAULT 0,          -- the highest value given to any lane; new nodes start here
  calendar_day TEXT NOT NULL DEFAULT '',         -- demo and tests only; '' follows Europe/London
  swept_day TEXT NOT NULL DEFAULT '',            -- last completed retention sweep
  key_store TEXT NOT NULL DEFAULT '');           -- id of the key database this data belongs to

CREATE TABLE worker (
  controller TEXT NOT NULL, id TEXT NOT NULL,
  login TEXT NOT NULL, password TEXT NOT NULL, role TEXT NOT NULL,
  teams TEXT NOT NULL DEFAULT '',                -- comma-separated team codes
  subject TEXT NOT NULL, left_on TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (controller, id), UNIQUE (controller, login));

CREATE TABLE session (
  controller TEXT NOT NULL, id TEXT NOT NULL,    -- SHA-256 of the cookie's value, hex
  worker TEXT NOT NULL, supervised BOOLEAN NOT NULL DEFAULT FALSE,
  created_at TEXT NOT NULL, seen_at TEXT NOT NULL, ends_at TEXT NOT NULL,
  PRIMARY KEY (controller, id));

CREATE TABLE episode (
  controller TEXT NOT NULL, id TEXT NOT NULL, service TEXT NOT NULL, subject TEXT NOT NULL,
  stage TEXT NOT NULL, origin TEXT NOT NULL, team TEXT NOT NULL DEFAULT '', worker TEXT NOT NULL DEFAULT '',
  received_on TEXT NOT NULL, allocated_on TEXT NOT NULL DEFAULT '', reached_on TEXT NOT NULL DEFAULT '',
  left_on TEXT NOT NULL DEFAULT '', last_contact_on TEXT NOT NULL DEFAULT '',
  next_on TEXT NOT NULL DEFAULT '', next_what TEXT NOT NULL DEFAULT '',
  restricted_at TEXT NOT NULL DEFAULT '', version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (controller, id));
CREATE INDEX episode_worker ON episode (controller, worker, stage, next_on);
CREATE INDEX episode_stage ON episode (controller, service, stage, received_on, id);
CREATE INDEX episode_received ON episode (controller, service, received_on, id);
CREATE INDEX episode_subject ON episode (controller, subject);

CREATE TABLE cover (                             -- who covers for whom, from and to a day inclusive
  controller TEXT NOT NULL, worker TEXT NOT NULL, absent TEXT NOT NULL, from_on TEXT NOT NULL, to_on TEXT NOT NULL,
  PRIMARY KEY (controller, worker, absent, from_on));

CREATE TABLE happening (
  controller TEXT NOT NULL, id TEXT NOT NULL, episode TEXT NOT NULL, event TEXT NOT NULL,
  on_day TEXT NOT NULL, at TEXT NOT NULL, worker TEXT NOT NULL DEFAULT '', undone BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (controller, id));
CREATE INDEX happening_episode ON happening (controller, episode, event);

CREATE TABLE tier (
  controller TEXT NOT NULL, subject TEXT NOT NULL, code TEXT NOT NULL, episode TEXT NOT NULL,
  key_id TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'living',
  last_day TEXT NOT NULL DEFAULT '', clause TEXT NOT NULL DEFAULT '',
  suspended_by TEXT NOT NULL DEFAULT '', suspended_until TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (controller, subject, code));
CREATE INDEX tier_due ON tier (controller, last_day) WHERE state = 'living' AND last_day <> '';
CREATE INDEX tier_suspended ON tier (controller, suspended_until) WHERE state = 'suspended';
CREATE UNIQUE INDEX tier_key ON tier (controller, key_id);

CREATE TABLE section (
  controller TEXT NOT NULL, subject TEXT NOT NULL, id TEXT NOT NULL, episode TEXT NOT NULL,
  tier TEXT NOT NULL, kind TEXT NOT NULL, item TEXT NOT NULL DEFAULT '', parent TEXT NOT NULL DEFAULT '',
  on_day TEXT NOT NULL DEFAULT '', version BIGINT NOT NULL DEFAULT 1,
  key_id TEXT NOT NULL, sealed BYTEA NOT NULL,
  PRIMARY KEY (controller, subject, id));
CREATE UNIQUE INDEX section_id ON section (controller, id);

CREATE TABLE intent (
  controller TEXT NOT NULL, id TEXT NOT NULL, subject TEXT NOT NULL, episode TEXT NOT NULL, tier TEXT NOT NULL,
  key_id TEXT NOT NULL, reason TEXT NOT NULL, clause TEXT NOT NULL, on_day TEXT NOT NULL,
  created_at TEXT NOT NULL, key_deleted_at TEXT NOT NULL DEFAULT '', finished_at TEXT NOT NULL DEFAULT '',
  final_at TEXT NOT NULL DEFAULT '', kek_version BIGINT NOT NULL DEFAULT 0, entry TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (controller, id));
CREATE UNIQUE INDEX intent_key ON intent (controller, key_id);
CREATE INDEX intent_open ON intent (controller, created_at) WHERE finished_at = '';
CREATE INDEX intent_subject ON intent (controller, subject);

CREATE TABLE task (
  controller TEXT NOT NULL, id TEXT NOT NULL, episode TEXT NOT NULL, worker TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL, due_on TEXT NOT NULL, done_on TEXT NOT NULL DEFAULT '', of_section TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (controller, id));
CREATE INDEX task_worker ON task (controller, worker, done_on, due_on);
CREATE INDEX task_episode ON task (controller, episode);

CREATE TABLE submission (                        -- one-use tokens of forms: a replay finds its row
  controller TEXT NOT NULL, id TEXT NOT NULL, at TEXT NOT NULL, episode TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (controller, id));

CREATE TABLE stat (                              -- frozen statistics: what remains of the dead
  controller TEXT NOT NULL, service TEXT NOT NULL, count_code TEXT NOT NULL, cell TEXT NOT NULL,
  frozen BIGINT NOT NULL,
  PRIMARY KEY (controller, service, count_code, cell));

CREATE TABLE send (                              -- outbound claims: one conditional UPDATE claims one
  controller TEXT NOT NULL, id TEXT NOT NULL, episode TEXT NOT NULL, section TEXT NOT NULL,
  state TEXT NOT NULL,                           -- "discussed", "permitted", "claimed", "sent", "aborted", "withdrawn"
  claimed_at TEXT NOT NULL DEFAULT '', finished_at TEXT NOT NULL DEFAULT '', version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (controller, id));
CREATE INDEX send_episode ON send (controller, episode);

CREATE TABLE entry (
  controller TEXT NOT NULL, id TEXT NOT NULL, at TEXT NOT NULL, body BYTEA NOT NULL,
  position BIGINT,                               -- NULL until the integrator places it
  PRIMARY KEY (controller, id));
CREATE UNIQUE INDEX entry_position ON entry (controller, position) WHERE position IS NOT NULL;
CREATE INDEX entry_pending ON entry (controller, at) WHERE position IS NULL;

CREATE TABLE entry_subject (                     -- which entries name which subject, for "who has looked"
  controller TEXT NOT NULL, subject TEXT NOT NULL, entry TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (controller, subject, at, entry));

CREATE TABLE tree_hash (                         -- stored hashes in golang.org/x/mod/sumdb/tlog order
  controller TEXT NOT NULL, idx BIGINT NOT NULL, hash BYTEA NOT NULL,
  PRIMARY KEY (controller, idx));

CREATE TABLE checkpoint (
  controller TEXT NOT NULL, size BIGINT NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL, archived_at TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (controller, size));

CREATE TABLE lease (
  controller TEXT NOT NULL, name TEXT NOT NULL, holder TEXT NOT NULL, until TEXT NOT NULL, fence BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (controller, name));

CREATE TABLE setting (                           -- small facts of the installation: never personal
  controller TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (controller, name));
