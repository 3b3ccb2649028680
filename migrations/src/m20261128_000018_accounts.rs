//! Devices that have logged in as somebody, addresses of e-mail that wait for their confirmation,
//! and mails that go to an address of their own.

crate::dialect::migration!("m20261128_000018_accounts", UP, sql DOWN);

const UP: &str = r"
CREATE TABLE known_devices (
    user_id {ID} NOT NULL REFERENCES users (id), device_id {ID} NOT NULL, session_id {ID} NOT NULL,
    used_at {TIME} NOT NULL, PRIMARY KEY (user_id, device_id));
CREATE TABLE email_changes (
    user_id {ID} PRIMARY KEY REFERENCES users (id), email text NOT NULL, code_hash {KEY} NOT NULL,
    expires_at {TIME} NOT NULL);
ALTER TABLE mails ADD COLUMN recipient text
";

const DOWN: &str = r"
ALTER TABLE mails DROP COLUMN recipient;
DROP TABLE email_changes;
DROP TABLE known_devices
";
