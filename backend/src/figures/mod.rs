//! What the work adds up to: the overview and the statistics.
//!
//! Imports `work` and what is below it.

pub mod overview;
