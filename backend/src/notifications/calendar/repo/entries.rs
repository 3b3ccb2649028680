//! The entries of days: few rows, and of each no more than is shown.

use sea_orm::sea_query::{Alias, Asterisk, Expr, Query, SelectStatement, SimpleExpr, UnionType};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationTrait, Select,
};
use shared::state::{ActivityState, AssignmentState, Part, Priority};
use uuid::Uuid;

use super::{ActivityRow, CalendarFilter, assignments_of, is_by_task, with_names};
use crate::platform::access::Scope;
use crate::platform::db::entity::{activity, assignment, task, unit};
use crate::platform::db::read::pooled_rows_of;
use crate::platform::db::row::row;
use crate::platform::db::stored::Stored;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::activities::repo::Shown;
use sea_orm::prelude::DateTimeUtc;

/// An assignment as the calendar shows it.
#[derive(Debug, FromQueryResult)]
pub struct ShareRow {
    /// Its id.
    pub id: Uuid,
    /// The task.
    pub task_id: Uuid,
    /// Its title.
    pub task_title: String,
    /// How pressing it is.
    pub task_priority: Stored<Priority>,
    /// The unit that answers for it.
    pub unit_id: Uuid,
    /// Its name.
    pub unit_name: String,
    /// Its part.
    pub part: Stored<Part>,
    /// The working deadline.
    pub due_key: i64,
    /// The deadline of the statistics.
    pub original_due_at: Option<DateTimeUtc>,
    /// How far it is.
    pub state: Stored<AssignmentState>,
}

row!(ShareRow {
    id,
    task_id,
    task_title,
    task_priority,
    unit_id,
    unit_name,
    part,
    due_key,
    original_due_at,
    state,
});

/// The assignments of these things at these deadlines (see [`super::DueRow`]), in no order.
///
/// # Errors
/// The database.
pub async fn shares(
    db: &impl Connection,
    scope: &Scope,
    filter: &CalendarFilter,
    things: Vec<(Uuid, i64)>,
) -> AppResult<Vec<ShareRow>> {
    use assignment::Column as C;
    if things.is_empty() {
        return Ok(Vec::new());
    }
    let select = assignments_of(scope, filter);
    let select = if is_by_task(scope) {
        let wanted = Query::select()
            .expr(Expr::col(Asterisk))
            .from_values(things, Alias::new("wanted"))
            .to_owned();
        let place = [C::TaskId, C::DueKey].map(|column| Expr::col((assignment::Entity, column)));
        select.filter(Expr::tuple(place).in_subquery(wanted))
    } else {
        select.filter(C::Id.is_in(things.into_iter().map(|(id, _)| id)))
    };
    select
        .join(JoinType::InnerJoin, assignment::Relation::Task.def())
        .join(JoinType::InnerJoin, assignment::Relation::ResponsibleUnit.def())
        .select_only()
        .columns([C::Id, C::TaskId, C::Part, C::DueKey, C::OriginalDueAt, C::State])
        .column_as(task::Column::Title, "task_title")
        .column_as(task::Column::Priority, "task_priority")
        .column_as(unit::Column::Id, "unit_id")
        .column_as(unit::Column::Name, "unit_name")
        .rows(db)
        .await
}

/// A task as the calendar shows it.
#[derive(Debug, FromQueryResult)]
pub struct TaskRow {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// How pressing it is.
    pub priority: Stored<Priority>,
}

row!(TaskRow { id, title, priority });

/// The tasks of these ids, in no order.
///
/// # Errors
/// The database.
pub async fn tasks(db: &impl Connection, ids: Vec<Uuid>) -> AppResult<Vec<TaskRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    task::Entity::find()
        .select_only()
        .columns([task::Column::Id, task::Column::Title, task::Column::Priority])
        .filter(task::Column::Id.is_in(ids))
        .rows(db)
        .await
}

/// An activity as the calendar shows it.
#[derive(Debug, FromQueryResult)]
pub struct HeldRow {
    /// Its id.
    pub id: Uuid,
    /// Its day.
    pub day_key: i64,
    /// Its hour, empty where it has none.
    pub hour: String,
    /// Where.
    pub place: String,
    /// Its channel.
    pub channel_id: Option<Uuid>,
    /// Its state.
    pub state: Stored<ActivityState>,
}

row!(HeldRow { id, day_key, hour, place, channel_id, state });

/// The hour by which a day is ordered, as the index `activities_by_hour` has it.
fn hour() -> SimpleExpr {
    Expr::cust("coalesce(activities.held_at, '')")
}

fn by_hour(select: Select<activity::Entity>) -> Select<activity::Entity> {
    select.order_by_asc(hour()).order_by_asc(activity::Column::Id)
}

async fn shown_rows(
    db: &impl Connection,
    select: Select<activity::Entity>,
) -> AppResult<Vec<ActivityRow<HeldRow>>> {
    use activity::Column as C;
    let rows = select
        .select_only()
        .columns([C::Id, C::DayKey, C::Place, C::ChannelId, C::State])
        .column_as(hour(), "hour")
        .rows(db)
        .await?;
    with_names(db, rows, |row: &HeldRow| (row.id, row.channel_id)).await
}

/// The first activities of some days, so many of each, by day and hour.
///
/// # Errors
/// The database.
pub async fn first_held(
    db: &impl Connection,
    shown: &Shown,
    wanted: Vec<(i64, u64)>,
) -> AppResult<Vec<ActivityRow<HeldRow>>> {
    let of_day = |(day, most): (i64, u64)| {
        let first = by_hour(shown.select.clone().select_only().column(activity::Column::Id))
            .filter(shown.day_key().eq(day))
            .limit(most);
        // In a query of its own: within a union neither database takes an order of each part.
        let mut whole = Query::select();
        whole.column(activity::Column::Id).from_subquery(first.into_query(), Alias::new("first"));
        whole
    };
    let mut days = wanted.into_iter().map(of_day);
    let Some(mut first) = days.next() else { return Ok(Vec::new()) };
    let all: &mut SelectStatement = first.unions(days.map(|day| (UnionType::All, day)));
    // Where each activity has to be asked whether it is the unit's, a day is walked far: by the pool.
    let ids: Vec<Uuid> = pooled_rows_of(db, db.get_database_backend().build(&*all)).await?;
    let select = activity::Entity::find()
        .filter(activity::Column::Id.is_in(ids))
        .order_by_asc(activity::Column::DayKey);
    shown_rows(db, by_hour(select)).await
}

/// The activities of a day behind one of them, by hour.
///
/// # Errors
/// The database.
pub async fn held_after(
    db: &impl Connection,
    shown: &Shown,
    day: i64,
    after: Option<(String, Uuid)>,
    most: u64,
) -> AppResult<Vec<ActivityRow<HeldRow>>> {
    let mut select = shown.select.clone().filter(shown.day_key().eq(day));
    if let Some((last_hour, id)) = after {
        let place = [hour(), Expr::col((activity::Entity, activity::Column::Id))];
        let last = [Expr::val(last_hour), Expr::val(id)];
        select = select.filter(Expr::tuple(place).gt(Expr::tuple(last)));
    }
    shown_rows(db, by_hour(select).limit(most)).await
}
