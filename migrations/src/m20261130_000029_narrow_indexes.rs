//! The newest things of a kind in PostgreSQL's search index, as in SQLite's they lie together; a
//! commune's requests for later deadlines in the order of their list; and the parts of assignments by
//! themselves.

crate::dialect::migration!("m20261130_000029_narrow_indexes", UP, sql DOWN);

const UP: &str = r"
CREATE INDEX extensions_by_commune ON extensions (commune_id, id);
DROP INDEX assignments_by_whole;
CREATE INDEX assignments_by_whole ON assignments (parent_assignment_id) WHERE parent_assignment_id IS NOT NULL;
[postgres] CREATE INDEX search_documents_by_number ON search_documents (kind, number)
";

const DOWN: &str = r"
[postgres] DROP INDEX search_documents_by_number;
DROP INDEX assignments_by_whole;
CREATE INDEX assignments_by_whole ON assignments (parent_assignment_id);
DROP INDEX extensions_by_commune
";
