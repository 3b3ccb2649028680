//! The dashboard and the statistics: figures that follow from the work.

mod figures;
pub mod handlers;
pub mod repo;
pub mod service;
mod sql;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry
        .add(handlers::dashboard)
        .add(handlers::timeliness)
        .add(handlers::coverage)
        .add(handlers::indicators);
}
