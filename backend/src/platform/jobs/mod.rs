//! Jobs as mechanisms: names, leases, queues of rows that wait, counts of what was done.

pub mod job;
pub mod lease;
pub mod queue;
pub mod repo;
pub mod tally;
