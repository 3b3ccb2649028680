//! Of the work: directives, tasks, assignments, reports, activities, evidence, search.

pub mod activity;
pub mod assignment;
pub mod attachment;
pub mod comment;
pub mod directive;
pub mod event;
pub mod extension;
pub mod recurrence;
pub mod report;
pub mod search;
pub mod split;
pub mod task;
pub mod template;
