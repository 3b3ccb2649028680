//! Saved groups of units: assigning many in one act.

pub mod handlers;
pub mod repo;
pub mod service;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::list).add(handlers::create).add(handlers::update).add(handlers::delete);
}
