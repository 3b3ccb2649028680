//! The audit log: who changed what, when, from where; and the proof that nobody changed the log.

pub mod anchor;
pub mod chain;
pub mod drafts;
pub mod events;
pub mod export;
pub mod handlers;
pub mod heads;
pub mod job;
pub mod key;
pub mod log;
pub mod redact;
pub mod trim;
pub mod verify;

pub use key::Key;

use crate::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::list).add(handlers::take_out);
}
