//! Of which comments a person wants to be told.

crate::dialect::migration!("m20261123_000012_comment_notices", UP, sql DOWN);

const UP: &str = r"
ALTER TABLE users ADD COLUMN comment_notices text NOT NULL DEFAULT 'all'
";

const DOWN: &str = r"
ALTER TABLE users DROP COLUMN comment_notices
";
