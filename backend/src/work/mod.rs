//! The work itself: directives, tasks, assignments, reports with their activities and evidence,
//! extensions, comments, templates, recurrences, events, search over all of it, and what the end of a
//! unit does to it.
//!
//! Imports `platform`, `organisation` and `identity`.

pub mod activities;
pub mod assignments;
pub mod attachments;
pub mod comments;
pub mod directives;
pub mod events;
pub mod extensions;
pub mod recurrences;
pub mod reports;
pub mod search;
pub mod succession;
pub mod tasks;
pub mod templates;
