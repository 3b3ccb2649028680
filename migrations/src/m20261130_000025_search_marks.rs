//! How far the building of the search index has come, so that it goes on there.

crate::dialect::migration!("m20261130_000025_search_marks", UP, sql DOWN);

const UP: &str = "ALTER TABLE search_marks ADD COLUMN position {ID}";

const DOWN: &str = "ALTER TABLE search_marks DROP COLUMN position";
