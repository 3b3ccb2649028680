//! Of which comments a person wants to be told; whether a password is one that stands only beside
//! a second factor.

crate::dialect::migration!("m20261123_000012_comment_notices", UP, sql DOWN);

const UP: &str = r"
ALTER TABLE users ADD COLUMN comment_notices text NOT NULL DEFAULT 'all';
ALTER TABLE users ADD COLUMN short_password boolean NOT NULL DEFAULT false
";

const DOWN: &str = r"
ALTER TABLE users DROP COLUMN short_password;
ALTER TABLE users DROP COLUMN comment_notices
";
