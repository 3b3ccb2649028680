//! Lists of assignments by unit and state in the order of their deadlines, and their counts, from the
//! indexes alone.

crate::dialect::migration!("m20261130_000024_list_indexes", UP, sql DOWN);

const UP: &str = r"
CREATE INDEX assignments_by_unit_state ON assignments (responsible_unit_id, state, due_key, id);
DROP INDEX assignments_by_due;
CREATE INDEX assignments_by_due ON assignments (commune_id, due_key, id, visible, parent_assignment_id);
DROP INDEX assignments_by_unit;
CREATE INDEX assignments_by_unit ON assignments
    (responsible_unit_id, due_key, id, state, visible, parent_assignment_id)
";

const DOWN: &str = r"
DROP INDEX assignments_by_unit;
CREATE INDEX assignments_by_unit ON assignments (responsible_unit_id, due_key, id);
DROP INDEX assignments_by_due;
CREATE INDEX assignments_by_due ON assignments (commune_id, due_key, id);
DROP INDEX assignments_by_unit_state
";
