//! Jobs, health, the audit log, the console.

mod audit;
mod commands;
mod health;
mod jobs;
mod sweep;
