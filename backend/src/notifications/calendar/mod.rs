//! The calendar: deadlines and activities by day, in the page and as a feed for phones.

pub mod days;
pub mod due;
pub mod feed_handlers;
pub mod handlers;
pub mod ical;
pub mod publish;
pub mod repo;
pub mod view;

use crate::platform::http::api::Registry;

/// Registers the routes of this feature.
pub fn routes(registry: &mut impl Registry) {
    registry
        .add(handlers::read)
        .add(feed_handlers::state)
        .add(feed_handlers::renew)
        .add(feed_handlers::revoke)
        .add(feed_handlers::read)
        // Behind the feed, whose path would be a day otherwise.
        .add(handlers::read_day);
}
