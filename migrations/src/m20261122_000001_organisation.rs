//! Communes, units, people, sessions, machines, the audit chain.

crate::dialect::migration!("m20261122_000001_organisation", UP, tables TABLES);

const TABLES: &[&str] = &[
    "communes",
    "units",
    "unit_versions",
    "unit_households",
    "unit_successions",
    "users",
    "posts",
    "sessions",
    "login_attempts",
    "api_clients",
    "idempotency_keys",
    "audit_heads",
    "audit_entries",
    "catalogue_items",
];

const UP: &str = r"
CREATE TABLE communes (
    id {ID} PRIMARY KEY, code text NOT NULL UNIQUE, name text NOT NULL, place_name text NOT NULL,
    province text NOT NULL, demo boolean NOT NULL, created_at {TIME} NOT NULL, version bigint NOT NULL);
CREATE TABLE units (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), code text NOT NULL,
    kind text NOT NULL, name text NOT NULL, short_name text NOT NULL, parent_id {ID} REFERENCES units (id),
    position bigint NOT NULL, valid_from {DATE} NOT NULL, valid_to {DATE}, sort_key {KEY} NOT NULL,
    fold {KEY} NOT NULL, version bigint NOT NULL, change_seq bigint NOT NULL, UNIQUE (commune_id, code));
CREATE INDEX units_by_kind ON units (commune_id, kind, position, id);
CREATE TABLE unit_versions (
    unit_id {ID} NOT NULL REFERENCES units (id), valid_from {DATE} NOT NULL, name text NOT NULL,
    short_name text NOT NULL, parent_id {ID} REFERENCES units (id), PRIMARY KEY (unit_id, valid_from));
CREATE TABLE unit_households (
    unit_id {ID} NOT NULL REFERENCES units (id), year bigint NOT NULL, households bigint NOT NULL,
    PRIMARY KEY (unit_id, year));
CREATE TABLE unit_successions (
    from_unit_id {ID} NOT NULL REFERENCES units (id), to_unit_id {ID} NOT NULL REFERENCES units (id),
    happened_on {DATE} NOT NULL, PRIMARY KEY (from_unit_id, to_unit_id));
CREATE TABLE users (
    id {ID} PRIMARY KEY, username {KEY} NOT NULL UNIQUE, full_name text NOT NULL, sort_key {KEY} NOT NULL,
    password_hash text NOT NULL, language text NOT NULL, theme text NOT NULL, disabled_at {TIME},
    created_at {TIME} NOT NULL, version bigint NOT NULL, change_seq bigint NOT NULL);
CREATE TABLE posts (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), user_id {ID} NOT NULL REFERENCES users (id),
    unit_id {ID} NOT NULL REFERENCES units (id), role text NOT NULL, title text NOT NULL, signing_capacity text,
    valid_from {DATE} NOT NULL, valid_to {DATE}, version bigint NOT NULL, change_seq bigint NOT NULL);
CREATE INDEX posts_by_user ON posts (user_id);
CREATE INDEX posts_by_commune ON posts (commune_id, role);
CREATE TABLE sessions (
    id {ID} PRIMARY KEY, user_id {ID} NOT NULL REFERENCES users (id), post_id {ID} NOT NULL REFERENCES posts (id),
    created_at {TIME} NOT NULL, last_seen_at {TIME} NOT NULL, expires_at {TIME} NOT NULL,
    idle_seconds bigint NOT NULL, ended_at {TIME}, address text NOT NULL, device text NOT NULL);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE TABLE login_attempts (
    name_key {KEY} PRIMARY KEY, failures bigint NOT NULL, blocked_until {TIME}, updated_at {TIME} NOT NULL);
CREATE TABLE api_clients (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), name text NOT NULL,
    client_id {KEY} NOT NULL UNIQUE, secret_hash text NOT NULL, scopes text NOT NULL, expires_at {TIME} NOT NULL,
    revoked_at {TIME}, created_at {TIME} NOT NULL, last_used_at {TIME});
CREATE TABLE idempotency_keys (
    actor_id {ID} NOT NULL, idempotency_key {KEY} NOT NULL, request_hash text NOT NULL, status bigint NOT NULL,
    body text NOT NULL, etag text, created_at {TIME} NOT NULL, PRIMARY KEY (actor_id, idempotency_key));
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
CREATE TABLE audit_heads (
    commune_id {ID} PRIMARY KEY REFERENCES communes (id), seq bigint NOT NULL, hash text NOT NULL);
CREATE TABLE audit_entries (
    commune_id {ID} NOT NULL REFERENCES communes (id), seq bigint NOT NULL, at {TIME} NOT NULL,
    user_id {ID}, post_id {ID}, address text NOT NULL, action text NOT NULL, object_kind text NOT NULL,
    object_id {ID}, changes text NOT NULL, previous_hash text NOT NULL, hash text NOT NULL,
    PRIMARY KEY (commune_id, seq));
CREATE TABLE catalogue_items (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), kind text NOT NULL, code text NOT NULL,
    name text NOT NULL, is_online boolean, unit_of_measure text, position bigint NOT NULL, retired_at {TIME},
    version bigint NOT NULL, change_seq bigint NOT NULL, UNIQUE (commune_id, kind, code));
";
