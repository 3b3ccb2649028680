//! The words of the search index with the kinds and fields in which each stands, on both databases. The
//! server fills it beside its work, by indexing anew; until then a search asks everything.

crate::dialect::migration!("m20261130_000030_search_words", UP, sql DOWN);

const UP: &str = r"
DELETE FROM search_marks;
[sqlite] DROP TABLE search_index_words;
[sqlite] CREATE TABLE search_words (word text PRIMARY KEY, fields integer NOT NULL) WITHOUT ROWID;
[postgres] CREATE TABLE search_words (word {KEY} PRIMARY KEY, fields bigint NOT NULL)
";

const DOWN: &str = r"
DROP TABLE search_words;
[sqlite] CREATE TABLE search_index_words (word text PRIMARY KEY) WITHOUT ROWID;
[sqlite] DELETE FROM search_marks
";
