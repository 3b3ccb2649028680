//! Templates: what a task says, saved without its days. A recurrence keeps the same of its tasks.

pub mod handlers;
pub mod of_task;
pub mod plan;
pub mod repo;
pub mod resolve;
pub mod service;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry
        .add(handlers::list)
        .add(handlers::create)
        .add(handlers::read)
        .add(handlers::update)
        .add(handlers::delete)
        .add(handlers::save_task);
}
