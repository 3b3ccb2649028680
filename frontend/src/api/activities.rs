//! Activities.

use super::{Answer, client, list_path};
use shared::dto::{activity::ActivityView, page::Page};

/// One page of activities.
pub async fn list(query: &str, cursor: Option<&str>) -> Answer<Page<ActivityView>> {
    client::get(&list_path("/activities", query, cursor, cursor.is_none())).send().await
}
