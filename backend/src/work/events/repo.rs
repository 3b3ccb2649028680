//! Rows of events, of units' own days, and of the tasks whose deadlines are counted from events.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, JoinType, Order, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait,
};
use shared::dto::page::{Named, Page};
use shared::dto::work::event::EventDayView;
use shared::id::{EventId, TaskId};
use uuid::Uuid;

use crate::platform::access::actor::Scope;
use crate::platform::db::entity::{event, event_day, task_anchor, task_template, unit};
use crate::platform::db::page::{Key, Paging, Sort, page};
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::platform::versioned::UniqueName;

pub use crate::platform::db::entity::event::Model as Event;
pub use crate::platform::db::entity::event_day::Model as EventDay;
pub use crate::platform::db::entity::task_anchor::Model as TaskAnchor;

impl UniqueName for Event {
    const SORT_KEY: event::Column = event::Column::SortKey;
    const TAKEN: &'static str = "Đã có sự kiện tên này.";
}

/// One page of events, the latest day first.
///
/// # Errors
/// A bad cursor, or the database.
pub async fn list(db: &impl Connection, scope: Scope, paging: &Paging) -> AppResult<Page<Event>> {
    use event::Column as C;
    let select = event::Entity::find().filter(C::CommuneId.eq(scope.commune_id));
    let sort = Sort { word: "-day".into(), column: C::Day, id: C::Id, order: Order::Desc };
    let key = |row: &Event| (Key::Text(row.day.to_string()), row.id);
    page(db, select, sort, paging, key).await
}

/// One event of a commune.
///
/// # Errors
/// The database.
pub async fn find(db: &impl Connection, commune_id: Uuid, id: EventId) -> AppResult<Option<Event>> {
    event::Entity::find_by_id(id.0).filter(event::Column::CommuneId.eq(commune_id)).row(db).await
}

/// Events by id, whatever the commune: for those who may see what refers to them.
///
/// # Errors
/// The database.
pub async fn by_ids(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<HashMap<Uuid, Event>> {
    let rows =
        event::Entity::find().filter(event::Column::Id.is_in(ids)).rows::<event::Model>(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Units' own days of an event.
///
/// # Errors
/// The database.
pub async fn days(db: &impl Connection, event_id: EventId) -> AppResult<Vec<EventDay>> {
    event_day::Entity::find().filter(event_day::Column::EventId.eq(event_id.0)).rows(db).await
}

/// Units' own days of events with the units' names, in the order of units; by event.
///
/// # Errors
/// The database.
pub async fn named_days(
    db: &impl Connection,
    ids: &[Uuid],
) -> AppResult<HashMap<Uuid, Vec<EventDayView>>> {
    let unit_days: Vec<(Uuid, NaiveDate, Uuid, String)> = event_day::Entity::find()
        .join(JoinType::InnerJoin, event_day::Relation::Unit.def())
        .select_only()
        .columns([event_day::Column::EventId, event_day::Column::Day])
        .columns([unit::Column::Id, unit::Column::Name])
        .filter(event_day::Column::EventId.is_in(ids.iter().copied()))
        .order_by_asc(unit::Column::Kind)
        .order_by_asc(unit::Column::Position)
        .rows(db)
        .await?;
    let mut days: HashMap<Uuid, Vec<EventDayView>> = HashMap::new();
    for (event, day, id, name) in unit_days {
        let unit = Named { id: id.into(), name };
        days.entry(event).or_default().push(EventDayView { unit, day });
    }
    Ok(days)
}

/// Replaces units' own days of an event.
///
/// # Errors
/// The database.
pub async fn replace_days(
    db: &impl Connection,
    event_id: EventId,
    rows: Vec<EventDay>,
) -> AppResult<()> {
    event_day::Entity::delete_many()
        .filter(event_day::Column::EventId.eq(event_id.0))
        .exec(db)
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    event_day::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// How many tasks and templates count from each of these events.
///
/// # Errors
/// The database.
pub async fn usage_counts(db: &impl Connection, ids: &[Uuid]) -> AppResult<HashMap<Uuid, u64>> {
    let tasks: Vec<Uuid> = task_anchor::Entity::find()
        .select_only()
        .column(task_anchor::Column::EventId)
        .filter(task_anchor::Column::EventId.is_in(ids.iter().copied()))
        .rows(db)
        .await?;
    let templates: Vec<Uuid> = task_template::Entity::find()
        .select_only()
        .column(task_template::Column::AnchorEventId)
        .filter(task_template::Column::AnchorEventId.is_in(ids.iter().copied()))
        .rows(db)
        .await?;
    let mut usage_counts: HashMap<Uuid, u64> = HashMap::new();
    for id in tasks.into_iter().chain(templates) {
        *usage_counts.entry(id).or_default() += 1;
    }
    Ok(usage_counts)
}

/// The anchor of a task.
///
/// # Errors
/// The database.
pub async fn anchor(db: &impl Connection, task_id: TaskId) -> AppResult<Option<TaskAnchor>> {
    task_anchor::Entity::find_by_id(task_id.0).row(db).await
}

/// The anchor of a task with its event.
///
/// # Errors
/// The database.
pub async fn anchor_with_event(
    db: &impl Connection,
    task_id: TaskId,
) -> AppResult<Option<(TaskAnchor, Event)>> {
    let Some(row) = anchor(db, task_id).await? else { return Ok(None) };
    let event = event::Entity::find_by_id(row.event_id).row(db).await?;
    Ok(event.map(|event| (row, event)))
}

/// Adds the anchor of a task.
///
/// # Errors
/// The database.
pub async fn insert_anchor(db: &impl Connection, row: TaskAnchor) -> AppResult<()> {
    task_anchor::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Removes the anchor of a task.
///
/// # Errors
/// The database.
pub async fn delete_anchor(db: &impl Connection, task_id: TaskId) -> AppResult<()> {
    task_anchor::Entity::delete_by_id(task_id.0).exec(db).await?;
    Ok(())
}
