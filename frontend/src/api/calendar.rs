//! The calendar and one's own feed of it.

use super::{Answer, Nothing, client, list_path};
use chrono::NaiveDate;
use shared::dto::{
    notifications::calendar::{CalendarDays, CalendarEntry, FeedAddress, FeedView},
    page::Page,
};

/// How much happens on some days, and the first of each: `query` names them, the unit and the channel.
pub async fn read(query: &str) -> Answer<CalendarDays> {
    client::get(&format!("/calendar?{query}")).send().await
}

/// A page of what happens on one day: `query` names the unit and the channel.
pub async fn day(day: NaiveDate, query: &str, cursor: Option<&str>) -> Answer<Page<CalendarEntry>> {
    let path = format!("/calendar/{day}");
    client::get(&list_path(&path, query, cursor, cursor.is_none())).send().await
}

/// Whether one has a feed.
pub async fn feed() -> Answer<FeedView> {
    client::get("/calendar/feed").send().await
}

/// Makes a feed in place of the one before; its address is told here and never again.
pub async fn renew() -> Answer<FeedAddress> {
    client::post("/calendar/feed").json(&()).await
}

/// Takes one's feed away.
pub async fn revoke() -> Answer<Nothing> {
    client::remove("/calendar/feed").send().await
}
