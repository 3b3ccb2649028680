//! Events that deadlines are counted from.

use super::{Answer, Nothing, client};
use shared::dto::work::event::{EventCreate, EventPatch, EventView};

/// All of them, the latest day first.
pub async fn all() -> Answer<Vec<EventView>> {
    super::all("/events", "").await
}

/// A new one.
pub async fn create(body: &EventCreate) -> Answer<EventView> {
    client::post("/events").json(body).await
}

/// Changes name or days; deadlines that were given stay.
pub async fn change(one: &EventView, patch: &EventPatch) -> Answer<EventView> {
    client::patch(&format!("/events/{}", one.id), one.version).json(patch).await
}

/// Forgets one from which nothing is counted.
pub async fn remove(one: &EventView) -> Answer<Nothing> {
    client::delete(&format!("/events/{}", one.id), one.version).send().await
}
