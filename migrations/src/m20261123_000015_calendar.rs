//! Calendar feeds: one a person, found by the hash of its secret.

crate::dialect::migration!("m20261123_000015_calendar", UP, tables TABLES);

const TABLES: &[&str] = &["calendar_feeds"];

const UP: &str = r"
CREATE TABLE calendar_feeds (
    user_id {ID} PRIMARY KEY REFERENCES users (id), secret_hash {KEY} NOT NULL UNIQUE, made_at {TIME} NOT NULL,
    last_read_at {TIME})
";
