//! Units of the commune: everyone reads them, the admin keeps them.

pub mod handlers;
pub mod households;
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
        .add(handlers::households)
        .add(handlers::put_households);
}
