//! Backups: the database, the evidence, the keys and the configuration, into a folder that grows
//! by what is new; and back (ADR 32).
//!
//! `DIR/<instant>/` is one backup: the dump, the keys, the configuration and a manifest.
//! `DIR/files/aa/bb/<hash>` is the evidence of all of them, each file once.

pub mod crypt;
mod database;
pub mod folder;
pub mod make;
pub mod manifest;
mod pool;
mod postgres;
pub mod restore;
pub mod schedule;
pub mod settings;
pub mod status;
