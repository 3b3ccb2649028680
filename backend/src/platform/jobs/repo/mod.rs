//! Rows of jobs: leases, runs, and queues of rows that wait.

pub mod leases;
pub mod queue;
pub mod runs;
