//! Extensions, notices and what sends them, jobs.

crate::dialect::migration!("m20261123_000013_deadlines", UP, sql DOWN);

// A lease is by the machine's own clock in milliseconds, never by the clock of the work. Notices
// and mails are keyed by their cause, so that whoever sends twice writes once.
const UP: &str = r"
ALTER TABLE assignments ADD COLUMN extensions bigint NOT NULL DEFAULT 0;
ALTER TABLE assignments ADD COLUMN extension_limit bigint;
ALTER TABLE assignments ADD COLUMN acknowledged_by {ID};
ALTER TABLE assignments ADD COLUMN due_set_at {TIME};
ALTER TABLE users ADD COLUMN phone text;
ALTER TABLE posts ADD COLUMN head boolean NOT NULL DEFAULT false;
ALTER TABLE posts ADD COLUMN followed_by {ID};
ALTER TABLE users ADD COLUMN email text;
ALTER TABLE users ADD COLUMN mail_mode text NOT NULL DEFAULT 'digest';
ALTER TABLE users ADD COLUMN muted text NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN mail_secret text;
CREATE TABLE extensions (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id),
    assignment_id {ID} NOT NULL REFERENCES assignments (id), state text NOT NULL, reason text NOT NULL,
    due_at {TIME} NOT NULL, wanted_on {DATE} NOT NULL, offered_on {DATE},
    asked_by_user {ID} NOT NULL REFERENCES users (id), asked_by_post {ID} NOT NULL REFERENCES posts (id), asked_at {TIME} NOT NULL,
    decided_by_post {ID} REFERENCES posts (id), on_behalf_of {ID} REFERENCES posts (id), decided_at {TIME}, decision_note text,
    version bigint NOT NULL, change_seq bigint NOT NULL);
CREATE INDEX extensions_by_assignment ON extensions (assignment_id, id);
CREATE UNIQUE INDEX extensions_open ON extensions (assignment_id) WHERE state IN ('asked', 'offered');
CREATE INDEX extensions_inbox ON extensions (commune_id, state, id);
CREATE TABLE outbox (
    commune_id {ID} NOT NULL REFERENCES communes (id), seq bigint NOT NULL, at {TIME} NOT NULL, causes text NOT NULL,
    attempts bigint NOT NULL, next_key bigint NOT NULL, leased_until bigint NOT NULL, error text, PRIMARY KEY (commune_id, seq));
CREATE INDEX outbox_next ON outbox (next_key);
CREATE TABLE reminders (
    subject_id {ID} NOT NULL, rung {KEY} NOT NULL, commune_id {ID} NOT NULL REFERENCES communes (id), at {TIME} NOT NULL,
    PRIMARY KEY (subject_id, rung));
CREATE TABLE notices (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), user_id {ID} NOT NULL REFERENCES users (id),
    cause {KEY} NOT NULL, kind text NOT NULL, at {TIME} NOT NULL, read_at {TIME}, shown boolean NOT NULL, mail_due boolean NOT NULL,
    assignment_id {ID} REFERENCES assignments (id), facts text NOT NULL, UNIQUE (user_id, commune_id, cause));
CREATE INDEX notices_newest ON notices (user_id, commune_id, id);
CREATE INDEX notices_unread ON notices (user_id, commune_id) WHERE read_at IS NULL AND shown;
CREATE INDEX notices_to_mail ON notices (commune_id, user_id) WHERE mail_due;
CREATE TABLE mails (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), user_id {ID} NOT NULL REFERENCES users (id),
    channel text NOT NULL, cause {KEY} NOT NULL, kind text, subject text NOT NULL, body text NOT NULL, html text NOT NULL, may_mute boolean NOT NULL,
    created_at {TIME} NOT NULL, state text NOT NULL, attempts bigint NOT NULL, next_key bigint NOT NULL,
    leased_until bigint NOT NULL, sent_at {TIME}, error text, UNIQUE (user_id, commune_id, channel, cause));
CREATE INDEX mails_next ON mails (state, next_key);
CREATE INDEX mails_by_age ON mails (created_at);
CREATE INDEX notices_by_age ON notices (at);
CREATE TABLE digests (
    user_id {ID} NOT NULL REFERENCES users (id), commune_id {ID} NOT NULL REFERENCES communes (id), day {DATE} NOT NULL,
    at {TIME} NOT NULL, content text NOT NULL, PRIMARY KEY (user_id, commune_id, day));
CREATE TABLE job_leases (
    job {KEY} PRIMARY KEY, worker text NOT NULL, leased_until bigint NOT NULL, looked_at {TIME} NOT NULL);
CREATE TABLE job_runs (
    id {ID} PRIMARY KEY, job {KEY} NOT NULL, started_at {TIME} NOT NULL, took_ms bigint NOT NULL, done bigint NOT NULL,
    failed bigint NOT NULL, error text, worker text NOT NULL);
CREATE INDEX job_runs_newest ON job_runs (job, id);
CREATE INDEX assignments_late ON assignments (commune_id, due_key) WHERE state IN ('assigned', 'acknowledged', 'returned');
CREATE INDEX assignments_waiting ON assignments (commune_id, last_submitted_at) WHERE state = 'submitted'
";

const DOWN: &str = r"
DROP INDEX assignments_waiting;
DROP INDEX assignments_late;
DROP TABLE job_runs;
DROP TABLE job_leases;
DROP TABLE digests;
DROP TABLE mails;
DROP TABLE notices;
DROP TABLE reminders;
DROP TABLE outbox;
DROP TABLE extensions;
ALTER TABLE users DROP COLUMN mail_secret;
ALTER TABLE users DROP COLUMN muted;
ALTER TABLE users DROP COLUMN mail_mode;
ALTER TABLE users DROP COLUMN email;
ALTER TABLE posts DROP COLUMN followed_by;
ALTER TABLE posts DROP COLUMN head;
ALTER TABLE users DROP COLUMN phone;
ALTER TABLE assignments DROP COLUMN due_set_at;
ALTER TABLE assignments DROP COLUMN acknowledged_by;
ALTER TABLE assignments DROP COLUMN extension_limit;
ALTER TABLE assignments DROP COLUMN extensions
";
