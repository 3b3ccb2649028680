//! Rows of recurrences and of their periods that are made or skipped.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, Order, QueryFilter, QueryOrder};
use shared::dto::page::Page;
use shared::dto::work::recurrence::RecurrenceState;
use shared::id::{RecurrenceId, TaskId};
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{recurrence, recurrence_task};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::versioned::UniqueName;

pub use crate::platform::db::entity::recurrence::Model as Recurrence;
pub use crate::platform::db::entity::recurrence_task::Model as RecurrenceTask;

impl UniqueName for Recurrence {
    const SORT_KEY: recurrence::Column = recurrence::Column::SortKey;
    const TAKEN: &'static str = "Đã có lịch lặp tên này.";
}

/// One page of recurrences, by name.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(
    db: &impl Connection,
    scope: Scope,
    state: Option<RecurrenceState>,
    paging: &Paging,
) -> AppResult<Page<Recurrence>> {
    use recurrence::Column as C;
    let mut select = recurrence::Entity::find().filter(C::CommuneId.eq(scope.commune_id));
    if let Some(state) = state {
        select = select.filter(C::State.eq(state.as_str()));
    }
    let sort = Sort { word: "name".into(), column: C::SortKey, id: C::Id, order: Order::Asc };
    let key = |row: &Recurrence| (Key::Text(row.sort_key.clone()), row.id);
    page(db, select, sort, paging, key).await
}

/// The active recurrences of all communes, the oldest first.
///
/// # Errors
/// The database.
pub async fn active(db: &impl Connection) -> AppResult<Vec<Recurrence>> {
    recurrence::Entity::find()
        .filter(recurrence::Column::State.eq(RecurrenceState::Active.as_str()))
        .order_by_asc(recurrence::Column::Id)
        .rows(db)
        .await
}

/// A recurrence by its id alone.
///
/// # Errors
/// The database.
pub async fn by_id(db: &impl Connection, id: RecurrenceId) -> AppResult<Option<Recurrence>> {
    recurrence::Entity::find_by_id(id.0).row(db).await
}

/// Notes when a recurrence failed last, without a version.
///
/// # Errors
/// The database.
pub async fn set_failed_at(
    db: &impl Connection,
    id: RecurrenceId,
    at: DateTime<Utc>,
) -> AppResult<()> {
    recurrence::Entity::update_many()
        .col_expr(recurrence::Column::FailedAt, at.into())
        .filter(recurrence::Column::Id.eq(id.0))
        .exec(db)
        .await?;
    Ok(())
}

/// The periods that are made or skipped, by recurrence.
///
/// # Errors
/// The database.
pub async fn settled(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<HashMap<Uuid, Vec<RecurrenceTask>>> {
    let rows = recurrence_task::Entity::find()
        .filter(recurrence_task::Column::RecurrenceId.is_in(ids))
        .rows::<recurrence_task::Model>(db)
        .await?;
    let mut settled: HashMap<Uuid, Vec<RecurrenceTask>> = HashMap::new();
    for row in rows {
        settled.entry(row.recurrence_id).or_default().push(row);
    }
    Ok(settled)
}

/// Adds periods that are made or skipped.
///
/// # Errors
/// 409 where one is settled already; the database.
pub async fn insert_settled(
    db: &impl Connection,
    rows: impl IntoIterator<Item = RecurrenceTask>,
) -> AppResult<()> {
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    recurrence_task::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// The recurrence that made a task, with the task's period.
///
/// # Errors
/// The database.
pub async fn of_task(
    db: &impl Connection,
    task_id: TaskId,
) -> AppResult<Option<(RecurrenceTask, Recurrence)>> {
    let made = recurrence_task::Entity::find()
        .filter(recurrence_task::Column::TaskId.eq(task_id.0))
        .row::<recurrence_task::Model>(db)
        .await?;
    let Some(made) = made else { return Ok(None) };
    let row = by_id(db, made.recurrence_id.into()).await?;
    Ok(row.map(|row| (made, row)))
}
