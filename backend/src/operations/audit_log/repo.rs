//! Entries of the audit log as they are read.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter};
use serde::{Deserialize, Serialize};
use shared::dto::page::Page;
use shared::time::{end_of_day, start_of_day};
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::audit::repo::entries::AuditEntry;
use crate::platform::db::Connection;
use crate::platform::db::entity::audit_entry;
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::error::AppResult;

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

/// One page of the entries of a commune, the newest first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    filter: &Filter,
    paging: &Paging,
) -> AppResult<Page<AuditEntry>> {
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
    page(db, select, sort, paging, |row: &AuditEntry| (Key::Number(row.seq), row.commune_id)).await
}
