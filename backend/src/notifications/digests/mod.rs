//! The leaders' digest of the morning, and everybody's mail of the morning.

mod build;
mod digest_mail;
pub mod handlers;
pub mod job;
mod morning;
mod repo;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::list).add(handlers::read);
}
