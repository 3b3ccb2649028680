//! Who wrote a report's draft last, and when: shown to whoever has to choose between two drafts.

crate::dialect::migration!("m20261128_000016_last_written", UP, sql DOWN);

const UP: &str = r"
ALTER TABLE reports ADD COLUMN written_by {ID};
ALTER TABLE reports ADD COLUMN written_at {TIME}
";

const DOWN: &str = r"
ALTER TABLE reports DROP COLUMN written_at;
ALTER TABLE reports DROP COLUMN written_by
";
