//! The number of a change apart from the number of its audit entry; keyed chains with a checkpoint
//! where old entries were trimmed; sessions of work on drafts; counted logins and tokens; answers
//! kept by post and commune. What the log already holds is redacted by the program when it keys the
//! chain: only then is it known whether the chain fitted before.

crate::dialect::migration!("m20261128_000017_audit", UP, sql DOWN);

const UP: &str = r"
ALTER TABLE audit_heads ADD COLUMN change_seq bigint NOT NULL DEFAULT 0;
UPDATE audit_heads SET change_seq = seq;
ALTER TABLE audit_heads ADD COLUMN key_id text;
ALTER TABLE audit_heads ADD COLUMN trimmed_seq bigint NOT NULL DEFAULT 0;
ALTER TABLE audit_heads ADD COLUMN trimmed_hash text NOT NULL DEFAULT '';
ALTER TABLE audit_heads ADD COLUMN trimmed_mac text NOT NULL DEFAULT '';
ALTER TABLE audit_entries ADD COLUMN change_seq bigint;
UPDATE audit_entries SET change_seq = seq;
CREATE INDEX audit_entries_by_change ON audit_entries (commune_id, change_seq);
CREATE TABLE draft_sessions (
    report_id {ID} PRIMARY KEY REFERENCES reports (id), commune_id {ID} NOT NULL REFERENCES communes (id),
    user_id {ID} NOT NULL REFERENCES users (id), post_id {ID} NOT NULL REFERENCES posts (id), address text NOT NULL,
    began_at {TIME} NOT NULL, last_at {TIME} NOT NULL, saves bigint NOT NULL, activities bigint NOT NULL,
    files bigint NOT NULL, words bigint NOT NULL, change_seq bigint NOT NULL);
CREATE TABLE audit_tallies (
    kind text NOT NULL, subject {KEY} NOT NULL, address {KEY} NOT NULL, times bigint NOT NULL,
    first_at {TIME} NOT NULL, last_at {TIME} NOT NULL, PRIMARY KEY (kind, subject, address));
CREATE TABLE idempotency_keys_kept AS SELECT * FROM idempotency_keys;
DROP TABLE idempotency_keys;
CREATE TABLE idempotency_keys (
    actor_id {ID} NOT NULL, post_id {ID} NOT NULL, commune_id {ID} NOT NULL, idempotency_key {KEY} NOT NULL,
    request_hash text NOT NULL, status bigint NOT NULL, body text NOT NULL, etag text, created_at {TIME} NOT NULL,
    PRIMARY KEY (actor_id, post_id, commune_id, idempotency_key));
INSERT INTO idempotency_keys
    (actor_id, post_id, commune_id, idempotency_key, request_hash, status, body, etag, created_at)
    SELECT k.actor_id, p.id, p.commune_id, k.idempotency_key, k.request_hash, k.status, k.body, k.etag, k.created_at
    FROM idempotency_keys_kept k JOIN posts p ON p.user_id = k.actor_id;
DROP TABLE idempotency_keys_kept;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
";

const DOWN: &str = r"
CREATE TABLE idempotency_keys_kept AS SELECT * FROM idempotency_keys;
DROP TABLE idempotency_keys;
CREATE TABLE idempotency_keys (
    actor_id {ID} NOT NULL, idempotency_key {KEY} NOT NULL, request_hash text NOT NULL, status bigint NOT NULL,
    body text NOT NULL, etag text, created_at {TIME} NOT NULL, PRIMARY KEY (actor_id, idempotency_key));
INSERT INTO idempotency_keys (actor_id, idempotency_key, request_hash, status, body, etag, created_at)
    SELECT k.actor_id, k.idempotency_key, k.request_hash, k.status, k.body, k.etag, k.created_at
    FROM idempotency_keys_kept k WHERE NOT EXISTS (
        SELECT 1 FROM idempotency_keys_kept o WHERE o.actor_id = k.actor_id
        AND o.idempotency_key = k.idempotency_key
        AND (o.created_at > k.created_at OR (o.created_at = k.created_at AND o.post_id > k.post_id)));
DROP TABLE idempotency_keys_kept;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
DROP TABLE audit_tallies;
DROP TABLE draft_sessions;
DROP INDEX audit_entries_by_change;
ALTER TABLE audit_entries DROP COLUMN change_seq;
ALTER TABLE audit_heads DROP COLUMN trimmed_mac;
ALTER TABLE audit_heads DROP COLUMN trimmed_hash;
ALTER TABLE audit_heads DROP COLUMN trimmed_seq;
ALTER TABLE audit_heads DROP COLUMN key_id;
ALTER TABLE audit_heads DROP COLUMN change_seq
";
