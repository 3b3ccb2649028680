//! A unit that ends: who and what it leaves goes to its successor.

pub mod handlers;
pub mod repo;
pub mod service;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::end);
}
