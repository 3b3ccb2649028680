//! The screens: each fetches and composes.

pub mod activities;
pub mod assignment;
pub mod directive;
pub mod directives;
pub mod ledger_rows;
pub mod login;
pub mod my_work;
pub mod new_directive;
pub mod new_task;
pub mod not_found;
pub mod overview;
pub mod profile;
pub mod report;
pub mod report_activity;
pub mod report_form;
pub mod report_state;
pub mod review;
pub mod review_pane;
pub mod task;
pub mod task_units;
pub mod tasks;
pub mod units;
