//! What every area stands on: the contract, permissions, idempotency, storage, limits, the audit chain, backups.

mod audit_chain;
mod audit_drafts;
pub mod backup;
mod backup_mistakes;
mod backup_schedule;
mod bounds;
mod description;
mod durability;
mod full_disk;
mod hostile;
mod idempotency;
mod load;
mod memory;
mod openapi;
pub mod permissions;
mod plans;
mod postgres;
mod problems;
mod rates;
mod slow_bodies;
mod storage;
