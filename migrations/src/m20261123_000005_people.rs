//! Invitations by which people set their passwords, the one-time address of a first start, and
//! the days on which an office does not work.

crate::dialect::migration!("m20261123_000005_people", UP, tables TABLES);

const TABLES: &[&str] = &["invitations", "setups", "holidays"];

const UP: &str = r"
CREATE TABLE invitations (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), user_id {ID} NOT NULL REFERENCES users (id),
    code_hash {KEY} NOT NULL UNIQUE, invited_by {ID} REFERENCES posts (id), created_at {TIME} NOT NULL,
    expires_at {TIME} NOT NULL, used_at {TIME});
CREATE INDEX invitations_by_user ON invitations (user_id);
CREATE TABLE setups (
    code_hash {KEY} PRIMARY KEY, expires_at {TIME} NOT NULL);
CREATE TABLE holidays (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), day {DATE} NOT NULL, name text NOT NULL,
    version bigint NOT NULL, change_seq bigint NOT NULL, UNIQUE (commune_id, day));
";
