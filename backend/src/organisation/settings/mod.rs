//! What a commune decides for itself.

pub mod handlers;
mod office;
pub mod service;

use crate::platform::http::api::Registry;

pub use office::Office;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::read).add(handlers::update);
}
