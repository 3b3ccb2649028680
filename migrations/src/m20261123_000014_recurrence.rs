//! Events that deadlines are counted from, templates of tasks, and what makes tasks by itself.

crate::dialect::migration!("m20261123_000014_recurrence", UP, tables TABLES);

const TABLES: &[&str] =
    &["events", "event_days", "task_anchors", "task_templates", "recurrences", "recurrence_tasks"];

// What a template or a recurrence says of its tasks is one text (`plan`): it is written and read
// whole, and what it names is checked when it is used. A row of `recurrence_tasks` without a task
// is a period that was skipped.
const UP: &str = r"
CREATE TABLE events (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), name text NOT NULL, sort_key {KEY} NOT NULL,
    day {DATE} NOT NULL, version bigint NOT NULL, change_seq bigint NOT NULL);
CREATE INDEX events_by_day ON events (commune_id, day, id);
CREATE TABLE event_days (
    event_id {ID} NOT NULL REFERENCES events (id), unit_id {ID} NOT NULL REFERENCES units (id), day {DATE} NOT NULL,
    PRIMARY KEY (event_id, unit_id));
CREATE TABLE task_anchors (
    task_id {ID} PRIMARY KEY REFERENCES tasks (id), event_id {ID} NOT NULL REFERENCES events (id), days bigint NOT NULL);
CREATE INDEX task_anchors_by_event ON task_anchors (event_id);
CREATE TABLE task_templates (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), name text NOT NULL, sort_key {KEY} NOT NULL,
    plan text NOT NULL, due_in_days bigint, anchor_event_id {ID} REFERENCES events (id), anchor_days bigint,
    version bigint NOT NULL, change_seq bigint NOT NULL);
CREATE INDEX task_templates_by_name ON task_templates (commune_id, sort_key, id);
CREATE INDEX task_templates_by_event ON task_templates (anchor_event_id);
CREATE TABLE recurrences (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), name text NOT NULL, sort_key {KEY} NOT NULL,
    state text NOT NULL, rule text NOT NULL, lead_days bigint NOT NULL, starts_on {DATE} NOT NULL, ends_on {DATE},
    counts_from {DATE} NOT NULL, paused_on {DATE}, plan text NOT NULL, created_by {ID} NOT NULL REFERENCES posts (id),
    last_error text, failed_at {TIME}, created_at {TIME} NOT NULL, version bigint NOT NULL, change_seq bigint NOT NULL);
CREATE INDEX recurrences_by_name ON recurrences (commune_id, sort_key, id);
CREATE INDEX recurrences_by_state ON recurrences (state, id);
CREATE TABLE recurrence_tasks (
    recurrence_id {ID} NOT NULL REFERENCES recurrences (id), period_key {KEY} NOT NULL, task_id {ID} REFERENCES tasks (id),
    made_at {TIME} NOT NULL, late boolean NOT NULL, PRIMARY KEY (recurrence_id, period_key));
CREATE UNIQUE INDEX recurrence_tasks_by_task ON recurrence_tasks (task_id)
";
