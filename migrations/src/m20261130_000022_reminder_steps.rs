//! A reminder is a step of the escalation, and the column says so.

crate::dialect::migration!("m20261130_000022_reminder_steps", UP, sql DOWN);

const UP: &str = "ALTER TABLE reminders RENAME COLUMN rung TO step";

const DOWN: &str = "ALTER TABLE reminders RENAME COLUMN step TO rung";
