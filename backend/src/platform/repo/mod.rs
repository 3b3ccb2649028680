//! Rows that several mechanisms of the platform read, and the answers that are kept for repetitions.

pub mod answers;
pub mod clients;
pub mod communes;
pub mod people;
