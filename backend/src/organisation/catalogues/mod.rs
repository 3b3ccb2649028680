//! Topics, channels, audiences and indicators: everyone reads them, the admin keeps them.

pub mod handlers;
pub mod relations;
pub mod repo;
pub mod service;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry
        .add(handlers::list)
        .add(handlers::create)
        .add(handlers::read)
        .add(handlers::update)
        .add(handlers::merge);
}
