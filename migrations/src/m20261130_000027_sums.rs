//! Sums that the figures are read from: approved activities by day, and assignments by how far they
//! are. The server fills them where it finds a commune without its mark.

crate::dialect::migration!("m20261130_000027_sums", UP, sql DOWN);

const UP: &str = r"
[sqlite] CREATE TABLE activity_sums (
    commune_id {ID} NOT NULL REFERENCES communes (id), projection bigint NOT NULL, unit_id {ID} NOT NULL, span bigint NOT NULL,
    item_id {ID} NOT NULL, place_id {ID} NOT NULL, activities bigint NOT NULL, amount bigint NOT NULL,
    PRIMARY KEY (commune_id, projection, unit_id, span, item_id, place_id)) WITHOUT ROWID;
[postgres] CREATE TABLE activity_sums (
    commune_id {ID} NOT NULL REFERENCES communes (id), projection bigint NOT NULL, unit_id {ID} NOT NULL, span bigint NOT NULL,
    item_id {ID} NOT NULL, place_id {ID} NOT NULL, activities bigint NOT NULL, amount bigint NOT NULL,
    PRIMARY KEY (commune_id, projection, unit_id, span, item_id, place_id));
[sqlite] CREATE TABLE assignment_sums (
    commune_id {ID} NOT NULL REFERENCES communes (id), unit_id {ID} NOT NULL, state text NOT NULL, in_time boolean NOT NULL,
    due_key bigint NOT NULL, result_key bigint NOT NULL, assignments bigint NOT NULL,
    PRIMARY KEY (commune_id, unit_id, state, in_time, due_key, result_key)) WITHOUT ROWID;
[postgres] CREATE TABLE assignment_sums (
    commune_id {ID} NOT NULL REFERENCES communes (id), unit_id {ID} NOT NULL, state text NOT NULL, in_time boolean NOT NULL,
    due_key bigint NOT NULL, result_key bigint NOT NULL, assignments bigint NOT NULL,
    PRIMARY KEY (commune_id, unit_id, state, in_time, due_key, result_key));
CREATE TABLE sum_marks (commune_id {ID} PRIMARY KEY REFERENCES communes (id));
DROP INDEX assignments_figures
";

const DOWN: &str = r"
CREATE INDEX assignments_figures ON assignments
    (commune_id, responsible_unit_id, state, due_key, original_due_at, first_submitted_at, resubmitted_late, resubmit_by, visible, parent_assignment_id);
DROP TABLE sum_marks;
DROP TABLE assignment_sums;
DROP TABLE activity_sums
";
