//! Tasks: what is to be done, by when, by whom.

pub mod assign;
pub mod handlers;
pub mod input;
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
        .add(handlers::open)
        .add(handlers::close)
        .add(handlers::cancel)
        .add(handlers::assign);
}
