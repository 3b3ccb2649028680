//! Mail and messages to phones: put beside the notice that led to them, delivered by a worker.

pub mod by_link;
pub mod channels;
pub mod deliver;
pub mod of_notice;
pub mod repo;
pub mod retry;
