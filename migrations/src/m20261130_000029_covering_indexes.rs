//! A commune's requests for later deadlines in the order of their list; the parts of assignments by
//! themselves; and a unit's assignments in a state, counted without their rows.

crate::dialect::migration!("m20261130_000029_covering_indexes", UP, sql DOWN);

const UP: &str = r"
CREATE INDEX extensions_by_commune ON extensions (commune_id, id);
DROP INDEX assignments_by_whole;
CREATE INDEX assignments_by_whole ON assignments (parent_assignment_id) WHERE parent_assignment_id IS NOT NULL;
DROP INDEX assignments_by_unit_state;
CREATE INDEX assignments_by_unit_state ON assignments
    (responsible_unit_id, state, due_key, id, commune_id, visible, parent_assignment_id)
";

const DOWN: &str = r"
DROP INDEX assignments_by_unit_state;
CREATE INDEX assignments_by_unit_state ON assignments (responsible_unit_id, state, due_key, id);
DROP INDEX assignments_by_whole;
CREATE INDEX assignments_by_whole ON assignments (parent_assignment_id);
DROP INDEX extensions_by_commune
";
