//! Directives, tasks, assignments, reports, activities, evidence.

crate::dialect::migration!("m20261122_000002_work", UP, tables TABLES);

const TABLES: &[&str] = &[
    "attachments",
    "directives",
    "clauses",
    "tasks",
    "task_items",
    "task_targets",
    "assignments",
    "assignment_events",
    "reports",
    "report_revisions",
    "activities",
    "activity_units",
    "activity_places",
    "activity_items",
    "activity_values",
    "activity_links",
    "activity_attachments",
];

// `due_key` is the working deadline in milliseconds, a large number where there is none:
// both databases order it alike, which they do not do with NULL.
const UP: &str = r"
CREATE TABLE attachments (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), uploader_id {ID} NOT NULL REFERENCES users (id),
    unit_id {ID} NOT NULL REFERENCES units (id), file_name text NOT NULL, media_type text NOT NULL, size bigint NOT NULL,
    source_sha256 text NOT NULL, sha256 text NOT NULL, thumbnail_sha256 text, width bigint, height bigint,
    captured_on {DATE}, attached boolean NOT NULL, created_at {TIME} NOT NULL);
CREATE INDEX attachments_loose ON attachments (attached, created_at);
CREATE TABLE directives (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), number text, year bigint, signed_on {DATE},
    subject text NOT NULL, signer text NOT NULL, preamble text NOT NULL, closing text NOT NULL, state text NOT NULL,
    attachment_id {ID} REFERENCES attachments (id), issued_at {TIME}, fold {KEY} NOT NULL, created_at {TIME} NOT NULL,
    version bigint NOT NULL, change_seq bigint NOT NULL, UNIQUE (commune_id, year, number));
CREATE INDEX directives_newest ON directives (commune_id, id);
CREATE TABLE clauses (
    id {ID} PRIMARY KEY, directive_id {ID} NOT NULL REFERENCES directives (id), number bigint NOT NULL, words text NOT NULL,
    UNIQUE (directive_id, number));
CREATE TABLE tasks (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), directive_id {ID} REFERENCES directives (id),
    clause_id {ID} REFERENCES clauses (id), title text NOT NULL, description text NOT NULL, state text NOT NULL,
    priority text NOT NULL, due_at {TIME}, due_key bigint NOT NULL, reviewer_post_id {ID} NOT NULL REFERENCES posts (id),
    ended_reason text, fold {KEY} NOT NULL, sort_key {KEY} NOT NULL, created_by {ID} NOT NULL REFERENCES users (id),
    created_at {TIME} NOT NULL, version bigint NOT NULL, change_seq bigint NOT NULL);
CREATE INDEX tasks_by_due ON tasks (commune_id, due_key, id);
CREATE INDEX tasks_newest ON tasks (commune_id, id);
CREATE INDEX tasks_by_title ON tasks (commune_id, sort_key, id);
CREATE INDEX tasks_by_directive ON tasks (directive_id);
CREATE TABLE task_items (
    task_id {ID} NOT NULL REFERENCES tasks (id), item_id {ID} NOT NULL REFERENCES catalogue_items (id),
    kind text NOT NULL, PRIMARY KEY (task_id, item_id));
CREATE TABLE task_targets (
    task_id {ID} NOT NULL REFERENCES tasks (id), indicator_id {ID} NOT NULL REFERENCES catalogue_items (id),
    amount bigint NOT NULL, position bigint NOT NULL, PRIMARY KEY (task_id, indicator_id));
CREATE TABLE assignments (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), task_id {ID} NOT NULL REFERENCES tasks (id),
    unit_id {ID} NOT NULL REFERENCES units (id), responsible_unit_id {ID} NOT NULL REFERENCES units (id),
    parent_assignment_id {ID} REFERENCES assignments (id), part text NOT NULL, state text NOT NULL,
    visible boolean NOT NULL, reviewer_post_id {ID} NOT NULL REFERENCES posts (id), original_due_at {TIME}, due_at {TIME},
    due_key bigint NOT NULL, acknowledged_at {TIME}, first_submitted_at {TIME}, last_submitted_at {TIME},
    resubmit_by {TIME}, resubmitted_late boolean NOT NULL, return_reason text, cancel_reason text,
    created_at {TIME} NOT NULL, version bigint NOT NULL, change_seq bigint NOT NULL);
CREATE UNIQUE INDEX assignments_live ON assignments (task_id, unit_id) WHERE state <> 'cancelled';
CREATE INDEX assignments_by_due ON assignments (commune_id, due_key, id);
CREATE INDEX assignments_by_unit ON assignments (responsible_unit_id, due_key, id);
CREATE INDEX assignments_by_task ON assignments (task_id, due_key, id);
CREATE INDEX assignments_figures ON assignments
    (commune_id, responsible_unit_id, state, due_key, original_due_at, first_submitted_at, resubmitted_late, resubmit_by);
CREATE TABLE assignment_events (
    id {ID} PRIMARY KEY, assignment_id {ID} NOT NULL REFERENCES assignments (id), commune_id {ID} NOT NULL REFERENCES communes (id),
    kind text NOT NULL, at {TIME} NOT NULL, user_id {ID} NOT NULL REFERENCES users (id), post_id {ID} NOT NULL REFERENCES posts (id),
    note text, revision bigint);
CREATE INDEX assignment_events_by_assignment ON assignment_events (assignment_id, id);
CREATE INDEX assignment_events_by_time ON assignment_events (commune_id, at, kind);
CREATE TABLE reports (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id),
    assignment_id {ID} NOT NULL UNIQUE REFERENCES assignments (id), state text NOT NULL, revision bigint NOT NULL,
    narrative text NOT NULL, shortcomings text NOT NULL, proposals text NOT NULL, nil_reason text, late_explanation text,
    submitted_at {TIME}, submitted_by {ID} REFERENCES posts (id), reviewer_post_id {ID} NOT NULL REFERENCES posts (id),
    waiting_key bigint NOT NULL, late boolean NOT NULL, version bigint NOT NULL, change_seq bigint NOT NULL);
CREATE INDEX reports_inbox ON reports (commune_id, state, waiting_key, id);
CREATE TABLE report_revisions (
    report_id {ID} NOT NULL REFERENCES reports (id), revision bigint NOT NULL, submitted_at {TIME} NOT NULL,
    snapshot text NOT NULL, change_seq bigint NOT NULL, PRIMARY KEY (report_id, change_seq));
CREATE TABLE activities (
    id {ID} PRIMARY KEY, commune_id {ID} NOT NULL REFERENCES communes (id), unit_id {ID} NOT NULL REFERENCES units (id),
    report_id {ID} REFERENCES reports (id), position bigint NOT NULL, state text NOT NULL, held_on {DATE}, held_at text,
    place text NOT NULL, channel_id {ID} REFERENCES catalogue_items (id), note text NOT NULL, day_key bigint NOT NULL,
    deleted_at {TIME}, created_by {ID} NOT NULL REFERENCES users (id), created_at {TIME} NOT NULL,
    version bigint NOT NULL, change_seq bigint NOT NULL);
CREATE INDEX activities_by_day ON activities (commune_id, day_key, id);
CREATE INDEX activities_by_unit ON activities (unit_id, day_key, id);
CREATE INDEX activities_by_report ON activities (report_id, position);
CREATE TABLE activity_units (
    activity_id {ID} NOT NULL REFERENCES activities (id), unit_id {ID} NOT NULL REFERENCES units (id),
    PRIMARY KEY (activity_id, unit_id));
CREATE INDEX activity_units_by_unit ON activity_units (unit_id);
CREATE TABLE activity_places (
    activity_id {ID} NOT NULL REFERENCES activities (id), unit_id {ID} NOT NULL REFERENCES units (id),
    PRIMARY KEY (activity_id, unit_id));
CREATE TABLE activity_items (
    activity_id {ID} NOT NULL REFERENCES activities (id), item_id {ID} NOT NULL REFERENCES catalogue_items (id),
    kind text NOT NULL, PRIMARY KEY (activity_id, item_id));
CREATE TABLE activity_values (
    activity_id {ID} NOT NULL REFERENCES activities (id), indicator_id {ID} NOT NULL REFERENCES catalogue_items (id),
    amount bigint NOT NULL, PRIMARY KEY (activity_id, indicator_id));
CREATE TABLE activity_links (
    activity_id {ID} NOT NULL REFERENCES activities (id), position bigint NOT NULL, link text NOT NULL,
    PRIMARY KEY (activity_id, position));
CREATE TABLE activity_attachments (
    activity_id {ID} NOT NULL REFERENCES activities (id), attachment_id {ID} NOT NULL REFERENCES attachments (id),
    position bigint NOT NULL, PRIMARY KEY (activity_id, attachment_id));
CREATE INDEX activity_attachments_by_file ON activity_attachments (attachment_id);
";
