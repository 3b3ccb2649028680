//! Reading the log.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use shared::dto::audit::{AuditChange, AuditView};
use shared::dto::page::Page;
use shared::time::{end_of_day, start_of_day};
use shared::{Action, Role, permits};
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{audit_entry, user};
use crate::platform::db::names;
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::error::AppResult;

/// Kinds whose rows are the organisation's, not the work's.
const ORGANISATION: [&str; 7] =
    ["user", "unit", "catalogue_item", "holiday", "commune", "api_client", "delegation"];

/// What the log can be narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Only what this person did.
    pub user: Option<Uuid>,
    /// Only this action, e.g. `unit.update`, or all of a kind, e.g. `unit`.
    pub action: Option<String>,
    /// Only what was done to this row.
    pub object: Option<Uuid>,
    /// On or after this day.
    pub from: Option<NaiveDate>,
    /// On or before this day.
    pub to: Option<NaiveDate>,
}

/// One page of the log, newest first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    role: Role,
    filter: &Filter,
    paging: &Paging,
) -> AppResult<Page<AuditView>> {
    use audit_entry::Column as C;
    let mut select = audit_entry::Entity::find().filter(C::CommuneId.eq(scope.commune_id));
    if let Some(user) = filter.user {
        select = select.filter(C::UserId.eq(user));
    }
    match filter.action.as_deref().filter(|action| !action.is_empty()) {
        Some(action) if action.contains('.') => select = select.filter(C::Action.eq(action)),
        Some(kind) => select = select.filter(C::Action.starts_with(format!("{kind}."))),
        None => {}
    }
    if let Some(object) = filter.object {
        select = select.filter(C::ObjectId.eq(object));
    }
    if let Some(from) = filter.from {
        select = select.filter(C::At.gte(start_of_day(from)));
    }
    if let Some(to) = filter.to {
        select = select.filter(C::At.lte(end_of_day(to)));
    }
    let sort = Sort { word: "seq".into(), column: C::Seq, id: C::CommuneId, order: Order::Desc };
    let key = |row: &audit_entry::Model| (Key::Number(row.seq), row.commune_id);
    let found = page(db, select, sort, paging, key).await?;
    let names = names(db, found.items.iter().filter_map(|row| row.user_id)).await?;
    let lenders = found.items.iter().filter_map(|row| row.on_behalf_of).collect();
    let lenders = names::posts(db, lenders).await?;
    let reads_work = permits(role, Action::AssignmentRead);
    let items = found
        .items
        .into_iter()
        .map(|row| {
            let on_behalf_of = row.on_behalf_of.and_then(|id| lenders.get(&id).cloned());
            AuditView { on_behalf_of, ..view(row, &names, reads_work) }
        })
        .collect();
    Ok(Page { items, next_cursor: found.next_cursor, total: found.total })
}

async fn names(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> AppResult<HashMap<Uuid, String>> {
    let rows: Vec<(Uuid, String)> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .column(user::Column::FullName)
        .filter(user::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

fn view(row: audit_entry::Model, names: &HashMap<Uuid, String>, reads_work: bool) -> AuditView {
    let told = reads_work || ORGANISATION.contains(&row.object_kind.as_str());
    let changes: Option<Vec<AuditChange>> =
        told.then(|| serde_json::from_str(&row.changes).unwrap_or_default());
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
