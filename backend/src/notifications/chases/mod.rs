//! Chasing by hand (đôn đốc).

pub mod handlers;
pub mod repo;
pub mod service;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::chase).add(handlers::text);
}
