//! Reading the log.

use std::collections::HashMap;

use shared::dto::operations::audit::{AuditChange, AuditView};
use shared::dto::page::Page;
use shared::{Action, Role, permits};
use uuid::Uuid;

use super::repo::{self, Filter};
use crate::platform::access::actor::Scope;
use crate::platform::audit::repo::entries::AuditEntry;
use crate::platform::db::Connection;
use crate::platform::db::names;
use crate::platform::db::page::Paging;
use crate::platform::error::AppResult;

/// Kinds whose rows are the organisation's, not the work's.
const ORGANISATION: [&str; 7] =
    ["user", "unit", "catalogue_item", "holiday", "commune", "api_client", "delegation"];

/// One page of the log, newest first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    role: Role,
    filter: &Filter,
    paging: &Paging,
) -> AppResult<Page<AuditView>> {
    let found = repo::list(db, scope, filter, paging).await?;
    let people = found.items.iter().filter_map(|row| row.user_id);
    let names = names::people(db, people).await?;
    let delegators = found.items.iter().filter_map(|row| row.on_behalf_of).collect();
    let delegators = names::posts(db, delegators).await?;
    let reads_work = permits(role, Action::AssignmentRead);
    let items = found
        .items
        .into_iter()
        .map(|row| {
            let on_behalf_of = row.on_behalf_of.and_then(|id| delegators.get(&id).cloned());
            AuditView { on_behalf_of, ..view(row, &names, reads_work) }
        })
        .collect();
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

fn view(row: AuditEntry, names: &HashMap<Uuid, String>, reads_work: bool) -> AuditView {
    let visible = reads_work || ORGANISATION.contains(&row.object_kind.as_str());
    let changes: Option<Vec<AuditChange>> =
        visible.then(|| serde_json::from_str(&row.changes).unwrap_or_default());
    AuditView {
        seq: row.seq,
        at: row.at,
        by: row.user_id.and_then(|id| names.get(&id).cloned()),
        on_behalf_of: None,
        address: row.address,
        action: row.action,
        object_kind: row.object_kind,
        object_id: row.object_id,
        changes,
    }
}
