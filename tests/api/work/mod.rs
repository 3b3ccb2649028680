//! Directives, tasks, assignments, reports, activities, and what goes with them.

mod activities;
mod attachments;
mod comments;
mod directives;
mod events;
mod extensions;
mod ledger_file;
mod lists;
mod quotas;
mod recurrences;
mod report_saves;
mod reports;
mod search;
mod split;
mod succession;
mod tasks;
mod templates;
