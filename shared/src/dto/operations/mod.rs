//! Of running the server: the audit log, jobs, storage.

pub mod audit;
pub mod jobs;
pub mod storage;
