//! Entries of catalogues that were merged, which indicators a channel asks for, and the log by row
//! and by person.

crate::dialect::migration!("m20261123_000011_catalogue_ties", UP, sql DOWN);

const UP: &str = r"
ALTER TABLE catalogue_items ADD COLUMN merged_into {ID};
CREATE TABLE channel_indicators (
    channel_id {ID} NOT NULL REFERENCES catalogue_items (id), indicator_id {ID} NOT NULL REFERENCES catalogue_items (id),
    PRIMARY KEY (channel_id, indicator_id));
CREATE INDEX audit_entries_by_object ON audit_entries (commune_id, object_id, seq);
CREATE INDEX audit_entries_by_user ON audit_entries (commune_id, user_id, seq)
";

const DOWN: &str = r"
DROP INDEX audit_entries_by_user;
DROP INDEX audit_entries_by_object;
DROP TABLE channel_indicators;
ALTER TABLE catalogue_items DROP COLUMN merged_into
";
