//! Directives and their clauses: drafted, issued once, then immutable.

pub mod handlers;
pub mod repo;
pub mod service;
pub mod views;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry
        .add(handlers::list)
        .add(handlers::create)
        .add(handlers::read)
        .add(handlers::update)
        .add(handlers::issue);
}
