//! Recurrences: what makes a new task for each of its periods, exactly once.

pub mod handlers;
pub mod input;
pub mod job;
pub mod make;
pub mod periods;
pub mod repo;
pub mod service;
pub mod view;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry
        .add(handlers::list)
        .add(handlers::create)
        .add(handlers::read)
        .add(handlers::update)
        .add(handlers::pause)
        .add(handlers::resume)
        .add(handlers::end);
}
