//! Reports: written as drafts, submitted with a frozen snapshot, approved or returned.

pub mod draft;
pub mod handlers;
pub mod repo;
pub mod review;
pub mod submit;
pub mod view;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry
        .add(handlers::read_draft)
        .add(handlers::write_draft)
        .add(handlers::submit)
        .add(handlers::withdraw)
        .add(handlers::list)
        .add(handlers::read)
        .add(handlers::approve)
        .add(handlers::return_report);
}
