//! Rows of jobs and of what waits for them, as they are shown; and rows that have had their time.

pub mod expired;
pub mod runs;
pub mod waiting;
