//! The calendar by days: what falls due on a day by task, how many activities a day has, and the first of
//! them by their hours, each from an index. Conditions of an index stand in it as columns too, so that
//! no row has to be read to see that they hold.

crate::dialect::migration!("m20261130_000028_calendar_index", UP, sql DOWN);

const UP: &str = r"
CREATE INDEX assignments_by_day ON assignments
    (commune_id, due_key, task_id, state, visible, parent_assignment_id) WHERE parent_assignment_id IS NULL;
CREATE INDEX activities_of_day ON activities (commune_id, day_key, state, unit_id, channel_id, deleted_at)
    WHERE deleted_at IS NULL;
CREATE INDEX activities_by_hour ON activities (commune_id, day_key, coalesce(held_at, ''), id)
    WHERE deleted_at IS NULL
";

const DOWN: &str = r"
DROP INDEX activities_by_hour;
DROP INDEX activities_of_day;
DROP INDEX assignments_by_day
";
