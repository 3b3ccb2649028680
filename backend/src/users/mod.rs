//! People and their posts, as the office and the admin see them.

pub mod admin;
pub mod handlers;
pub mod repo;
pub mod service;

use crate::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry.add(handlers::list).add(handlers::read);
}
