//! What people are told: causes in the outbox, recipients worked out when it is sent, the bell.

mod bundle;
pub mod directory;
pub mod draft;
pub mod handlers;
pub mod outbox;
pub mod relevance;
pub mod reminders;
pub mod repo;
pub mod send;
mod steps;
pub mod stream;
pub mod subject;
pub mod watch;
pub mod words;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry
        .add(handlers::list)
        .add(handlers::count)
        .add(stream::listen)
        .add(handlers::read_all)
        .add(handlers::read_one)
        .add(handlers::choices)
        .add(handlers::choose)
        .add(handlers::unsubscribe)
        .add(handlers::one_click);
}
