//! Days on which the office does not work: working days are counted around them.

pub mod handlers;
pub mod repo;
pub mod service;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::list).add(handlers::create).add(handlers::delete);
}
