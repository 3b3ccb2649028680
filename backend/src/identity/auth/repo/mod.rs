//! Rows of what lets a person in, and of what limits guessing.

pub mod attempts;
pub mod devices;
pub mod email_changes;
pub mod feeds;
pub mod second_factors;
pub mod sessions;
