//! What stands on the calendar.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use shared::dto::page::Named;
use shared::id::UnitId;
use shared::state::AssignmentState;
use shared::time::{end_of_day, start_of_day};
use uuid::Uuid;

use crate::platform::access::Scope;
use crate::platform::db::entity::{
    activity, activity_unit, assignment, audit_entry, draft_session, task_item, unit,
};
use crate::platform::db::names;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::activities;
use crate::work::activities::repo::day_key;
use crate::work::assignments;
use crate::work::assignments::repo::{AssignmentRow, with_names};

/// Which days, and of whom.
#[derive(Debug, Clone)]
pub struct CalendarFilter {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Only of this unit.
    pub unit: Option<Uuid>,
    /// Only by this channel.
    pub channel: Option<Uuid>,
    /// The most of each that is wanted.
    pub most: usize,
}

/// An activity with the names that are shown beside it.
#[derive(Debug)]
pub struct ActivityRow {
    /// The row.
    pub row: activity::Model,
    /// The units that do it.
    pub units: Vec<Named<UnitId>>,
    /// The name of its channel.
    pub channel: Option<String>,
}

fn tasks_with_channel(channel: Uuid) -> SelectStatement {
    task_item::Entity::find()
        .select_only()
        .column(task_item::Column::TaskId)
        .filter(task_item::Column::ItemId.eq(channel))
        .into_query()
}

/// Assignments by their working deadlines, one more than `most` where there are more.
///
/// # Errors
/// The database.
pub async fn deadlines(
    db: &impl Connection,
    scope: &Scope,
    filter: &CalendarFilter,
) -> AppResult<Vec<AssignmentRow>> {
    use assignment::Column as C;
    let mut select = with_names(assignments::repo::actionable_by(scope))
        .filter(C::Visible.eq(true))
        .filter(C::State.ne(AssignmentState::Cancelled.as_str()))
        .filter(C::DueKey.gte(start_of_day(filter.from).timestamp_millis()))
        .filter(C::DueKey.lte(end_of_day(filter.to).timestamp_millis()));
    if scope.unit_id.is_none() {
        select = select.filter(C::ParentAssignmentId.is_null());
    }
    if let Some(unit) = filter.unit {
        select = select.filter(C::ResponsibleUnitId.eq(unit));
    }
    if let Some(channel) = filter.channel {
        select = select.filter(C::TaskId.in_subquery(tasks_with_channel(channel)));
    }
    let rows = select
        .order_by_asc(C::DueKey)
        .order_by_asc(C::Id)
        .limit(filter.most as u64 + 1)
        .rows(db)
        .await?;
    Ok(rows)
}

/// Activities by their days, one more than `most` where there are more.
///
/// # Errors
/// The database.
pub async fn activities(
    db: &impl Connection,
    scope: Scope,
    filter: &CalendarFilter,
) -> AppResult<Vec<ActivityRow>> {
    use activity::Column as C;
    let mut select = activities::repo::in_scope(scope)
        .filter(C::DayKey.gte(day_key(Some(filter.from))))
        .filter(C::DayKey.lte(day_key(Some(filter.to))));
    if let Some(unit) = filter.unit {
        select = select.filter(activities::repo::involves_unit(unit));
    }
    if let Some(channel) = filter.channel {
        select = select.filter(C::ChannelId.eq(channel));
    }
    let rows = select
        .order_by_asc(C::DayKey)
        .order_by_asc(C::Id)
        .limit(filter.most as u64 + 1)
        .rows::<activity::Model>(db)
        .await?;
    let mut units = units(db, rows.iter().map(|row| row.id)).await?;
    let channels: Vec<Uuid> = rows.iter().filter_map(|row| row.channel_id).collect();
    let channels = names::catalogue_items(db, &channels).await?;
    let with_names = |row: activity::Model| ActivityRow {
        units: units.remove(&row.id).unwrap_or_default(),
        channel: row.channel_id.and_then(|id| channels.get(&id).cloned()),
        row,
    };
    Ok(rows.into_iter().map(with_names).collect())
}

async fn units(
    db: &impl Connection,
    ids: impl IntoIterator<Item = Uuid>,
) -> AppResult<HashMap<Uuid, Vec<Named<UnitId>>>> {
    // Not joined: beside an order by units, the database would walk through all that each has done.
    let done: Vec<(Uuid, Uuid)> = activity_unit::Entity::find()
        .select_only()
        .columns([activity_unit::Column::ActivityId, activity_unit::Column::UnitId])
        .filter(activity_unit::Column::ActivityId.is_in(ids))
        .rows(db)
        .await?;
    let ids: HashSet<Uuid> = done.iter().map(|(_, unit)| *unit).collect();
    let ordered: Vec<(Uuid, String)> = unit::Entity::find()
        .select_only()
        .columns([unit::Column::Id, unit::Column::Name])
        .filter(unit::Column::Id.is_in(ids))
        .order_by_asc(unit::Column::Position)
        .order_by_asc(unit::Column::Id)
        .rows(db)
        .await?;
    let mut by_unit: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (activity, unit) in done {
        by_unit.entry(unit).or_default().push(activity);
    }
    let mut units: HashMap<Uuid, Vec<Named<UnitId>>> = HashMap::new();
    for (id, name) in ordered {
        for activity in by_unit.remove(&id).unwrap_or_default() {
            units.entry(activity).or_default().push(Named { id: id.into(), name: name.clone() });
        }
    }
    Ok(units)
}

/// When the changes of these numbers were made.
///
/// # Errors
/// The database.
pub async fn changed_at(
    db: &impl Connection,
    commune_id: Uuid,
    mut changes: Vec<i64>,
) -> AppResult<HashMap<i64, DateTime<Utc>>> {
    changes.sort_unstable();
    changes.dedup();
    let rows: Vec<(i64, DateTime<Utc>)> = audit_entry::Entity::find()
        .select_only()
        .columns([audit_entry::Column::ChangeSeq, audit_entry::Column::At])
        .filter(audit_entry::Column::CommuneId.eq(commune_id))
        .filter(audit_entry::Column::ChangeSeq.is_in(changes.iter().copied()))
        .rows(db)
        .await?;
    // Work on a draft has its entry only when it ends.
    let drafts: Vec<(i64, DateTime<Utc>)> = draft_session::Entity::find()
        .select_only()
        .columns([draft_session::Column::ChangeSeq, draft_session::Column::LastAt])
        .filter(draft_session::Column::CommuneId.eq(commune_id))
        .filter(draft_session::Column::ChangeSeq.is_in(changes))
        .rows(db)
        .await?;
    Ok(rows.into_iter().chain(drafts).collect())
}
