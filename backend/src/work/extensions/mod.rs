//! Extensions of deadlines (gia hạn): asked for by the unit, decided by its reviewer.

pub mod answers;
pub mod handlers;
pub mod repo;
mod rules;
pub mod service;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry
        .add(handlers::list)
        .add(handlers::of_assignment)
        .add(handlers::ask)
        .add(handlers::allow)
        .add(handlers::read)
        .add(handlers::grant)
        .add(handlers::refuse)
        .add(handlers::offer)
        .add(handlers::accept)
        .add(handlers::decline)
        .add(handlers::withdraw);
}
