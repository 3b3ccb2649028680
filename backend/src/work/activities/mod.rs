//! Activities: dated things done, logged by themselves or carried by a report.

pub mod for_report;
pub mod handlers;
pub mod repo;
mod rules;
mod save;
pub mod service;
mod views;

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
