//! Paths that more than their own feature has to know.

/// What stands before the secret of a calendar feed.
pub const FEED_PATH: &str = "/api/v1/calendar/feed/";
