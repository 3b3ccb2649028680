//! Topics, channels, audiences and indicators.

pub mod handlers;
pub mod repo;
pub mod service;

use crate::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::list);
}
