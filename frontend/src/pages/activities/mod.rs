//! Activities that were reported: the list, and one with its evidence.
//!
//! Uses `api::{activities, assignments, reports}`.

mod activity;
mod list;

pub use activity::ActivityPage;
pub use list::ActivitiesPage;
