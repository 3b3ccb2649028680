//! What every area stands on, and no word of the domain: errors, clock and configuration; the
//! database and its rows; HTTP; who acts and how far; the unit of work with the outbox, the search index
//! and the audit chain beside it; files, jobs, mail and backups as mechanisms.
//!
//! Imports no other area.

pub mod access;
pub mod app;
pub mod audit;
pub mod backup;
pub mod clock;
pub mod config;
pub mod db;
pub mod disk;
pub mod error;
pub mod evidence;
pub mod files;
pub mod http;
pub mod id;
pub mod jobs;
pub mod mail;
pub mod openapi;
pub mod outbox;
pub mod overview_cache;
pub mod repo;
pub mod search_index;
pub mod settings;
pub mod sums;
pub mod telemetry;
pub mod unit_of_work;
pub mod versioned;
