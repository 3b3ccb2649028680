//! The index of the figures covers all they ask for, so that no row itself is read.

crate::dialect::migration!("m20261123_000004_figures_index", UP, sql DOWN);

const UP: &str = r"
DROP INDEX assignments_figures;
CREATE INDEX assignments_figures ON assignments
    (commune_id, responsible_unit_id, state, due_key, original_due_at, first_submitted_at, resubmitted_late, resubmit_by, visible, parent_assignment_id);
CREATE INDEX assignments_progress ON assignments (task_id, state, due_key, visible, parent_assignment_id, responsible_unit_id)
";

const DOWN: &str = r"
DROP INDEX assignments_progress;
DROP INDEX assignments_figures;
CREATE INDEX assignments_figures ON assignments
    (commune_id, responsible_unit_id, state, due_key, original_due_at, first_submitted_at, resubmitted_late, resubmit_by)
";
