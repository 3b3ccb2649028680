//! Powers lent for a time, and in whose stead something was done.

crate::dialect::migration!("m20261123_000009_delegations", UP, sql DOWN);

const UP: &str = r"
CREATE TABLE delegations (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id),
    from_post_id {ID} NOT NULL REFERENCES posts (id), to_post_id {ID} NOT NULL REFERENCES posts (id),
    powers text NOT NULL, reason text NOT NULL, valid_from {DATE} NOT NULL, valid_to {DATE} NOT NULL,
    ended_at {TIME}, created_at {TIME} NOT NULL, version bigint NOT NULL, change_seq bigint NOT NULL);
CREATE INDEX delegations_by_receiver ON delegations (to_post_id);
CREATE INDEX delegations_by_commune ON delegations (commune_id, id);
ALTER TABLE assignment_events ADD COLUMN on_behalf_of {ID} REFERENCES posts (id);
ALTER TABLE audit_entries ADD COLUMN on_behalf_of {ID}
";

const DOWN: &str = r"
ALTER TABLE audit_entries DROP COLUMN on_behalf_of;
DROP INDEX assignment_events_by_assignment;
DROP INDEX assignment_events_by_time;
CREATE TABLE assignment_events_before (
    id {ID} PRIMARY KEY, assignment_id {ID} NOT NULL REFERENCES assignments (id), commune_id {ID} NOT NULL REFERENCES communes (id),
    kind text NOT NULL, at {TIME} NOT NULL, user_id {ID} NOT NULL REFERENCES users (id), post_id {ID} NOT NULL REFERENCES posts (id),
    note text, revision bigint);
INSERT INTO assignment_events_before SELECT id, assignment_id, commune_id, kind, at, user_id, post_id, note, revision
    FROM assignment_events;
DROP TABLE assignment_events;
ALTER TABLE assignment_events_before RENAME TO assignment_events;
CREATE INDEX assignment_events_by_assignment ON assignment_events (assignment_id, id);
CREATE INDEX assignment_events_by_time ON assignment_events (commune_id, at, kind);
DROP TABLE delegations
";
