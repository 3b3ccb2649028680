//! What stands on the calendar: whole lists for the feed in `feed`, counts by day in `days`, the
//! entries that are shown in `entries`.

mod days;
mod entries;
mod feed;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use shared::dto::page::Named;
use shared::id::UnitId;
use shared::state::AssignmentState;
use shared::time::{end_of_day, start_of_day};
use uuid::Uuid;

pub use days::{DueRow, due, held};
pub use entries::{HeldRow, ShareRow, TaskRow, first_held, held_after, shares, tasks};
pub use feed::{activities, changed_at, deadlines};

use crate::platform::access::Scope;
use crate::platform::db::entity::{activity, activity_unit, assignment, task_item, unit};
use crate::platform::db::names;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::activities::repo::{Shown, of_unit};
use crate::work::assignments;

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
}

/// An activity with the names that are shown beside it.
#[derive(Debug)]
pub struct ActivityRow<R> {
    /// The row.
    pub row: R,
    /// The units that do it.
    pub units: Vec<Named<UnitId>>,
    /// The name of its channel.
    pub channel: Option<String>,
}

/// Whether the units that share a task are one entry: for whoever sees the whole commune.
#[must_use]
pub const fn is_by_task(scope: &Scope) -> bool {
    scope.unit_id.is_none()
}

fn tasks_with_channel(channel: Uuid) -> SelectStatement {
    task_item::Entity::find()
        .select_only()
        .column(task_item::Column::TaskId)
        .filter(task_item::Column::ItemId.eq(channel))
        .into_query()
}

/// The assignments that stand on the calendar of a scope, whenever they fall due. Parts show to those
/// who do them.
fn assignments_of(scope: &Scope, filter: &CalendarFilter) -> Select<assignment::Entity> {
    use assignment::Column as C;
    let mut select = assignments::repo::actionable_by(scope)
        .filter(C::Visible.eq(true))
        .filter(C::State.ne(AssignmentState::Cancelled.as_str()));
    if scope.unit_id.is_none() {
        select = select.filter(C::ParentAssignmentId.is_null());
    }
    if let Some(unit) = filter.unit {
        select = select.filter(C::ResponsibleUnitId.eq(unit));
    }
    if let Some(channel) = filter.channel {
        select = select.filter(C::TaskId.in_subquery(tasks_with_channel(channel)));
    }
    select
}

/// Those whose working deadlines are within the days.
fn due_within(scope: &Scope, filter: &CalendarFilter) -> Select<assignment::Entity> {
    use assignment::Column as C;
    assignments_of(scope, filter)
        .filter(C::DueKey.gte(start_of_day(filter.from).timestamp_millis()))
        .filter(C::DueKey.lte(end_of_day(filter.to).timestamp_millis()))
}

/// The activities that stand on the calendar of a scope, on whichever day.
///
/// # Errors
/// The database.
pub async fn activities_of(
    db: &impl Connection,
    scope: Scope,
    filter: &CalendarFilter,
) -> AppResult<Shown> {
    let mut shown = of_unit(db, scope, filter.unit).await?;
    if let Some(channel) = filter.channel {
        shown.select = shown.select.filter(activity::Column::ChannelId.eq(channel));
    }
    Ok(shown)
}

/// Activities with the names beside them; `ids` gives the id of a row and of its channel.
async fn with_names<R>(
    db: &impl Connection,
    rows: Vec<R>,
    ids: impl Fn(&R) -> (Uuid, Option<Uuid>),
) -> AppResult<Vec<ActivityRow<R>>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut units = units(db, rows.iter().map(|row| ids(row).0)).await?;
    let channels: HashSet<Uuid> = rows.iter().filter_map(|row| ids(row).1).collect();
    let channels: Vec<Uuid> = channels.into_iter().collect();
    let channels = names::catalogue_items(db, &channels).await?;
    let named = |row: R| {
        let (id, channel) = ids(&row);
        ActivityRow {
            units: units.remove(&id).unwrap_or_default(),
            channel: channel.and_then(|id| channels.get(&id).cloned()),
            row,
        }
    };
    Ok(rows.into_iter().map(named).collect())
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
