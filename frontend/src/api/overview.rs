//! The dashboard.

use super::{Answer, client};
use shared::dto::figures::overview::Dashboard;

/// The overview of whoever asks.
pub async fn dashboard() -> Answer<Dashboard> {
    client::get("/dashboard").send().await
}
