//! The first start: a one-time address by which the commune and its first administrator are
//! made, and what a commune begins with.

pub mod catalogue;
pub mod handlers;
pub mod repo;
pub mod setup;
pub mod units;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::check).add(handlers::set_up);
}
