//! How far the building of the search index has come, so that it goes on there; and on SQLite an
//! index whose documents lie together by kind, with marked words of titles in the place of columns,
//! and a list of its words. The server builds it anew, beside its work.

crate::dialect::migration!("m20261130_000025_search_marks", UP, sql DOWN);

const UP: &str = r"
ALTER TABLE search_marks ADD COLUMN position {ID};
[sqlite] DELETE FROM search_marks;
[sqlite] DELETE FROM search_documents;
[sqlite] DROP TABLE search_index;
[sqlite] CREATE VIRTUAL TABLE search_index USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii tokenchars ''=~''', prefix = '1 2 3');
[sqlite] CREATE TABLE search_index_words (word text PRIMARY KEY) WITHOUT ROWID
";

const DOWN: &str = r"
[sqlite] DROP TABLE search_index_words;
[sqlite] DELETE FROM search_marks;
[sqlite] DELETE FROM search_documents;
[sqlite] DROP TABLE search_index;
[sqlite] CREATE VIRTUAL TABLE search_index USING fts5 (
    title, body, reach, content = '', contentless_delete = 1, detail = column, tokenize = 'ascii', prefix = '1 2 3');
ALTER TABLE search_marks DROP COLUMN position
";
