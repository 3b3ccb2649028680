//! Events as they are read.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
};
use shared::dto::event::{EventDayView, EventView};
use shared::dto::page::Named;
use uuid::Uuid;

use crate::platform::db::entity::{event, event_day, task_anchor, task_template, unit};
use crate::platform::error::AppResult;

/// How many tasks and templates count from each of these events.
///
/// # Errors
/// The database.
pub async fn uses(db: &impl ConnectionTrait, ids: &[Uuid]) -> AppResult<HashMap<Uuid, u64>> {
    let tasks: Vec<Uuid> = task_anchor::Entity::find()
        .select_only()
        .column(task_anchor::Column::EventId)
        .filter(task_anchor::Column::EventId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let templates: Vec<Uuid> = task_template::Entity::find()
        .select_only()
        .column(task_template::Column::AnchorEventId)
        .filter(task_template::Column::AnchorEventId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let mut uses: HashMap<Uuid, u64> = HashMap::new();
    for id in tasks.into_iter().chain(templates) {
        *uses.entry(id).or_default() += 1;
    }
    Ok(uses)
}

/// Events with every unit's own day.
///
/// # Errors
/// The database.
pub async fn all(db: &impl ConnectionTrait, rows: Vec<event::Model>) -> AppResult<Vec<EventView>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut uses = uses(db, &ids).await?;
    let of_unit = event_day::Entity::belongs_to(unit::Entity)
        .from(event_day::Column::UnitId)
        .to(unit::Column::Id);
    let own: Vec<(Uuid, NaiveDate, Uuid, String)> = event_day::Entity::find()
        .join(JoinType::InnerJoin, of_unit.into())
        .select_only()
        .columns([event_day::Column::EventId, event_day::Column::Day])
        .columns([unit::Column::Id, unit::Column::Name])
        .filter(event_day::Column::EventId.is_in(ids))
        .order_by_asc(unit::Column::Kind)
        .order_by_asc(unit::Column::Position)
        .into_tuple()
        .all(db)
        .await?;
    let mut days: HashMap<Uuid, Vec<EventDayView>> = HashMap::new();
    for (event, day, id, name) in own {
        let unit = Named { id: id.into(), name };
        days.entry(event).or_default().push(EventDayView { unit, day });
    }
    Ok(rows
        .into_iter()
        .map(|row| EventView {
            days: days.remove(&row.id).unwrap_or_default(),
            uses: uses.remove(&row.id).unwrap_or_default(),
            id: row.id.into(),
            name: row.name,
            day: row.day,
            version: row.version,
        })
        .collect())
}

/// One event.
///
/// # Errors
/// The database.
pub async fn one(db: &impl ConnectionTrait, row: event::Model) -> AppResult<EventView> {
    let mut views = all(db, vec![row]).await?;
    Ok(views.pop().ok_or(shared::ErrorCode::NotFound)?)
}
