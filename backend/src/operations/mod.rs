//! What an administrator looks after: the jobs that run beside the server, the audit log as it is read,
//! and the server's health.
//!
//! Imports every area but `demo`.

pub mod audit_log;
pub mod health;
pub mod jobs;
