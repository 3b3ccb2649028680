//! The calendar and one's own feed of it.

use super::{Answer, Nothing, client};
use shared::dto::notifications::calendar::{CalendarView, FeedAddress, FeedView};

/// What happens on some days: `query` names them, the unit and the channel.
pub async fn read(query: &str) -> Answer<CalendarView> {
    client::get(&format!("/calendar?{query}")).send().await
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
