//! The audit log as the administrator and the leaders read it, and as a file.

pub mod export;
pub mod handlers;
pub mod log;
pub mod repo;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::list).add(handlers::export_log);
}
