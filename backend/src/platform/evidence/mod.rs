//! Files of evidence on the disk: received, kept under their hash, looked into in turn.

pub mod decode_slots;
pub mod spool;
pub mod store;
