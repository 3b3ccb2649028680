//! The audit log: who changed what, when, from where; and the proof that nobody changed the log.

pub mod anchor;
pub mod chain;
pub mod drafts;
pub mod events;
pub mod exports;
pub mod heads;
pub mod job;
pub mod key;
pub mod redact;
pub mod repo;
pub mod trim;
pub mod verify;

pub use key::Key;
