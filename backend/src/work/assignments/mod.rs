//! Assignments: one unit's share of a task, from giving out to acknowledgement.

pub mod export;
pub mod handlers;
pub mod repo;
pub mod service;
pub mod split;
pub mod timeline;
pub mod view;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry
        .add(handlers::list)
        // Before the one whose path would take it for an id.
        .add(export::export)
        .add(handlers::read)
        .add(handlers::timeline)
        .add(handlers::acknowledge)
        .add(handlers::cancel)
        .add(handlers::split)
        .add(handlers::take_back);
}
