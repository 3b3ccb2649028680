//! The audit log.

use super::{Answer, client, list_path};
use shared::dto::{audit::AuditView, page::Page};

/// Where the log stands as a file, narrowed alike.
#[must_use]
pub fn export_path(query: &str) -> String {
    if query.is_empty() { "/audit/export".to_owned() } else { format!("/audit/export?{query}") }
}

/// One page, newest first.
pub async fn list(query: &str, cursor: Option<&str>) -> Answer<Page<AuditView>> {
    client::get(&list_path("/audit", query, cursor, cursor.is_none())).send().await
}
