//! The audit log.

use super::{Answer, client, list_path};
use shared::dto::{operations::audit::AuditView, page::Page};

/// One page, newest first.
pub async fn list(query: &str, cursor: Option<&str>) -> Answer<Page<AuditView>> {
    client::get(&list_path("/audit", query, cursor, cursor.is_none())).send().await
}
