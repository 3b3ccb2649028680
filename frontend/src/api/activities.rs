//! Activities.

use super::{Answer, client, list_path};
use shared::{
    dto::{page::Page, work::activity::ActivityView},
    id::ActivityId,
};

/// One page of activities.
pub async fn list(query: &str, cursor: Option<&str>) -> Answer<Page<ActivityView>> {
    client::get(&list_path("/activities", query, cursor, cursor.is_none())).send().await
}

/// One activity.
pub async fn read(id: ActivityId) -> Answer<ActivityView> {
    client::get(&format!("/activities/{id}")).send().await
}
