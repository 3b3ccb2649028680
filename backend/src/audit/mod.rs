//! The audit log: who changed what, when, from where; and the proof that nobody changed the log.

pub mod chain;
pub mod export;
pub mod handlers;
pub mod log;

pub use chain::{Broken, verify};

use crate::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::list).add(handlers::take_out);
}
