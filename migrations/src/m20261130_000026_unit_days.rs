//! The activities of a unit in the order of their days, from one index: what a unit did carries the day
//! of the activity. And the assignments that went to another unit, which are few.

crate::dialect::migration!("m20261130_000026_unit_days", UP, sql DOWN);

const UP: &str = r"
ALTER TABLE activity_units ADD COLUMN day_key bigint NOT NULL DEFAULT 0;
UPDATE activity_units SET day_key = (SELECT a.day_key FROM activities a WHERE a.id = activity_id);
DROP INDEX activity_units_by_unit;
CREATE INDEX activity_units_by_unit ON activity_units (unit_id, day_key, activity_id);
CREATE INDEX assignments_passed_on ON assignments (responsible_unit_id) WHERE unit_id <> responsible_unit_id
";

const DOWN: &str = r"
DROP INDEX assignments_passed_on;
DROP INDEX activity_units_by_unit;
ALTER TABLE activity_units DROP COLUMN day_key;
CREATE INDEX activity_units_by_unit ON activity_units (unit_id)
";
