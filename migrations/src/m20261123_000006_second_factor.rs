//! What a commune decides for itself, the second factor, and versions of API clients.

crate::dialect::migration!("m20261123_000006_second_factor", UP, sql DOWN);

const UP: &str = r"
ALTER TABLE communes ADD COLUMN settings text NOT NULL DEFAULT '{}';
ALTER TABLE communes ADD COLUMN change_seq bigint NOT NULL DEFAULT 0;
ALTER TABLE api_clients ADD COLUMN version bigint NOT NULL DEFAULT 1;
ALTER TABLE api_clients ADD COLUMN change_seq bigint NOT NULL DEFAULT 0;
CREATE TABLE second_factors (
    user_id {ID} PRIMARY KEY REFERENCES users (id), secret text NOT NULL, confirmed_at {TIME},
    last_step bigint NOT NULL, created_at {TIME} NOT NULL);
CREATE TABLE recovery_codes (
    user_id {ID} NOT NULL REFERENCES users (id), code_hash {KEY} NOT NULL, used_at {TIME},
    PRIMARY KEY (user_id, code_hash));
";

const DOWN: &str = r"
DROP TABLE recovery_codes;
DROP TABLE second_factors;
ALTER TABLE api_clients DROP COLUMN change_seq;
ALTER TABLE api_clients DROP COLUMN version;
ALTER TABLE communes DROP COLUMN change_seq;
ALTER TABLE communes DROP COLUMN settings;
";
