//! Events that deadlines are counted from.

pub mod anchor;
pub mod handlers;
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
        .add(handlers::delete);
}
