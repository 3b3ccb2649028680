//! Parts of an assignment: a village may have one beside an assignment of the same task.

crate::dialect::migration!("m20261123_000010_parts", UP, sql DOWN);

const UP: &str = r"
DROP INDEX assignments_live;
CREATE UNIQUE INDEX assignments_live ON assignments (task_id, unit_id)
    WHERE state <> 'cancelled' AND parent_assignment_id IS NULL;
CREATE UNIQUE INDEX assignments_parts ON assignments (parent_assignment_id, unit_id)
    WHERE state <> 'cancelled' AND parent_assignment_id IS NOT NULL;
CREATE INDEX assignments_by_whole ON assignments (parent_assignment_id)
";

// What is there may hold both: the narrower rule stays.
const DOWN: &str = r"
DROP INDEX assignments_by_whole;
DROP INDEX assignments_parts
";
