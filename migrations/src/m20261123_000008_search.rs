//! The search index: FTS5 on SQLite, GIN over text vectors on PostgreSQL. Words are folded and cut
//! in Rust, so that both answer alike. What changed in a transaction is found by its number.

crate::dialect::migration!("m20261123_000008_search", UP, sql DOWN);

const UP: &str = r"
CREATE TABLE search_documents (
    number {SERIAL} PRIMARY KEY, kind text NOT NULL, object_id {ID} NOT NULL, UNIQUE (kind, object_id));
CREATE TABLE search_marks (
    name text PRIMARY KEY);
[sqlite] CREATE VIRTUAL TABLE search_index USING fts5 (
    title, body, reach, content = '', contentless_delete = 1, detail = column, tokenize = 'ascii', prefix = '1 2 3');
[postgres] ALTER TABLE search_documents ADD COLUMN words tsvector NOT NULL;
[postgres] CREATE INDEX search_documents_words ON search_documents USING gin (words);
CREATE INDEX units_changed ON units (change_seq, commune_id);
CREATE INDEX users_changed ON users (change_seq);
CREATE INDEX posts_changed ON posts (change_seq, commune_id);
CREATE INDEX directives_changed ON directives (change_seq, commune_id);
CREATE INDEX tasks_changed ON tasks (change_seq, commune_id);
CREATE INDEX assignments_changed ON assignments (change_seq, commune_id);
CREATE INDEX reports_changed ON reports (change_seq, commune_id);
CREATE INDEX activities_changed ON activities (change_seq, commune_id)
";

const DOWN: &str = r"
DROP INDEX activities_changed;
DROP INDEX reports_changed;
DROP INDEX assignments_changed;
DROP INDEX tasks_changed;
DROP INDEX directives_changed;
DROP INDEX posts_changed;
DROP INDEX users_changed;
DROP INDEX units_changed;
[sqlite] DROP TABLE search_index;
DROP TABLE search_marks;
DROP TABLE search_documents
";
