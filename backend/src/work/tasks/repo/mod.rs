//! Rows of tasks: which a scope sees, the ledger, and what a new one names. Their targets, items and
//! counts are in `details`.

mod details;

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, Query as SubQuery, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde::Deserialize;
use shared::dto::work::search::SearchKind;
use shared::id::{TaskId, UnitId};
use shared::state::TaskState;
use shared::{ErrorCode, Role};
use uuid::Uuid;

pub use details::{add_items, items, progress, set_targets, targets};

use crate::organisation::units::repo::Unit;
use crate::platform::access::Scope;
use crate::platform::db::entity::{assignment, post, recurrence_task, task, unit};
use crate::platform::db::filter::parse_list;
use crate::platform::db::page::{Key, Paging, Sort, direction, page, unknown_sort};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::search_index::query;

pub use crate::platform::db::entity::task::Model as Task;

/// Filters of the ledger.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// `draft`, `open`, `closed`, `cancelled`; several separated by commas.
    pub state: Option<String>,
    /// Tasks of this directive.
    pub directive: Option<Uuid>,
    /// Tasks of this clause.
    pub clause: Option<Uuid>,
    /// Tasks assigned to this unit.
    pub unit: Option<Uuid>,
    /// Tasks that this recurrence has made.
    pub recurrence: Option<Uuid>,
    /// Words of the title, without marks.
    pub q: Option<String>,
    /// `created_at`, `due_at` or `title`; `-` before it turns it round. `-created_at` if left out.
    pub sort: Option<String>,
}

/// The tasks a scope sees: all of the commune, or those visibly assigned to the unit.
#[must_use]
pub fn readable_by(scope: &Scope) -> Select<task::Entity> {
    let select = task::Entity::find().filter(task::Column::CommuneId.eq(scope.commune_id));
    match scope.unit_id {
        // A machine sees what the units see of it.
        None if scope.own_unit_id.is_none() => select.filter(task::Column::State.ne("draft")),
        None => select,
        Some(unit) => {
            select.filter(task::Column::State.ne("draft")).filter(assigned_to(unit, true))
        }
    }
}

fn assigned_to(unit: Uuid, visible_only: bool) -> Condition {
    let mut tasks = SubQuery::select();
    tasks
        .column(assignment::Column::TaskId)
        .from(assignment::Entity)
        .and_where(Expr::col(assignment::Column::ResponsibleUnitId).eq(unit));
    if visible_only {
        tasks.and_where(Expr::col(assignment::Column::Visible).eq(true));
    }
    Condition::all().add(task::Column::Id.in_subquery(tasks))
}

fn tasks_of_recurrence(recurrence: Uuid) -> SelectStatement {
    let mut tasks = SubQuery::select();
    tasks
        .column(recurrence_task::Column::TaskId)
        .from(recurrence_task::Entity)
        .and_where(Expr::col(recurrence_task::Column::RecurrenceId).eq(recurrence))
        .and_where(Expr::col(recurrence_task::Column::TaskId).is_not_null());
    tasks
}

/// One task in scope.
///
/// # Errors
/// 404 when there is none.
pub async fn find(db: &impl Connection, scope: &Scope, id: TaskId) -> AppResult<Task> {
    let row = readable_by(scope).filter(task::Column::Id.eq(id.0)).row(db).await?;
    Ok(row.ok_or(ErrorCode::NotFound)?)
}

/// The titles of tasks, by id.
///
/// # Errors
/// The database.
pub async fn titles(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<HashMap<Uuid, String>> {
    let rows: Vec<(Uuid, String)> = task::Entity::find()
        .select_only()
        .columns([task::Column::Id, task::Column::Title])
        .filter(task::Column::Id.is_in(ids))
        .rows(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// A page of the ledger.
///
/// # Errors
/// An unknown sort, or a failing database.
pub async fn list(
    db: &impl Connection,
    scope: &Scope,
    filter: &Filter,
    paging: &Paging,
) -> AppResult<shared::dto::page::Page<Task>> {
    use task::Column as C;
    let mut select = readable_by(scope);
    if let Some(state) = &filter.state {
        select = select.filter(C::State.is_in(parse_list(state, "state", TaskState::parse)?));
    }
    if let Some(directive) = filter.directive {
        select = select.filter(C::DirectiveId.eq(directive));
    }
    if let Some(clause) = filter.clause {
        select = select.filter(C::ClauseId.eq(clause));
    }
    if let Some(unit) = filter.unit {
        select = select.filter(assigned_to(unit, false));
    }
    if let Some(recurrence) = filter.recurrence {
        select = select.filter(C::Id.in_subquery(tasks_of_recurrence(recurrence)));
    }
    let titled = |q: &String| query::ids_by_title(db, SearchKind::Task, scope.commune_id, q);
    if let Some(titled) = filter.q.as_ref().and_then(titled) {
        select = select.filter(C::Id.in_subquery(titled));
    }
    let word = filter.sort.as_deref().unwrap_or("-created_at");
    let (name, order) = direction(word);
    let sort = |column| Sort { word: word.to_owned(), column, id: C::Id, order };
    match name {
        // Ids order by the time they were made.
        "created_at" => {
            let key = |row: &Task| (Key::Id(row.id), row.id);
            page(db, select, sort(C::Id), paging, key).await
        }
        "due_at" => {
            let key = |row: &Task| (Key::Number(row.due_key), row.id);
            page(db, select, sort(C::DueKey), paging, key).await
        }
        "title" => {
            let key = |row: &Task| (Key::Text(row.sort_key.clone()), row.id);
            page(db, select, sort(C::SortKey), paging, key).await
        }
        _ => Err(unknown_sort("created_at, due_at, title")),
    }
}

/// The commune's units among `ids`, by position.
///
/// # Errors
/// When the database fails.
pub async fn units(
    db: &impl Connection,
    commune_id: Uuid,
    ids: impl IntoIterator<Item = UnitId>,
) -> AppResult<Vec<Unit>> {
    unit::Entity::find()
        .filter(unit::Column::CommuneId.eq(commune_id))
        .filter(unit::Column::Id.is_in(ids.into_iter().map(Uuid::from)))
        .order_by_asc(unit::Column::Position)
        .rows(db)
        .await
}

/// The posts of the commune's chairmen, past and future ones too, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn chairmen(db: &impl Connection, commune_id: Uuid) -> AppResult<Vec<post::Model>> {
    post::Entity::find()
        .filter(post::Column::CommuneId.eq(commune_id))
        .filter(post::Column::Role.eq(Role::Chairman.as_str()))
        .order_by_asc(post::Column::ValidFrom)
        .order_by_asc(post::Column::Id)
        .rows(db)
        .await
}
