//! Counts by day, from indexes alone.

use chrono::NaiveDate;
use sea_orm::sea_query::{Asterisk, Expr, SimpleExpr};
use sea_orm::{ExprTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait};
use shared::state::AssignmentState;
use uuid::Uuid;

use super::{CalendarFilter, due_within, is_by_task};
use crate::platform::access::Scope;
use crate::platform::db::entity::assignment;
use crate::platform::db::read::pooled_rows_of;
use crate::platform::db::row::row;
use crate::platform::db::{Connection, ReadQuery};
use crate::platform::error::AppResult;
use crate::work::activities::repo::{Shown, day_key};

/// What falls due at one instant of a thing: of a task, or one assignment (see [`is_by_task`]).
#[derive(Debug, FromQueryResult)]
pub struct DueRow {
    /// The working deadline.
    pub due_key: i64,
    /// The id of the task or of the assignment.
    pub thing: Uuid,
    /// How many assignments.
    pub number: i64,
    /// How many of them are submitted and wait for review.
    pub submitted: i64,
    /// How many of them are approved.
    pub approved: i64,
}

row!(DueRow { due_key, thing, number, submitted, approved });

/// What falls due within the days, in no order: `assignments_by_day` holds it for a commune, and
/// `assignments_by_unit` for a unit.
///
/// # Errors
/// The database.
pub async fn due(
    db: &impl Connection,
    scope: &Scope,
    filter: &CalendarFilter,
) -> AppResult<Vec<DueRow>> {
    use assignment::Column as C;
    let thing = if is_by_task(scope) { C::TaskId } else { C::Id };
    due_within(scope, filter)
        .select_only()
        .column(C::DueKey)
        .column_as(thing, "thing")
        .column_as(Expr::col(Asterisk).count(), "number")
        .column_as(in_state(AssignmentState::Submitted), "submitted")
        .column_as(in_state(AssignmentState::Approved), "approved")
        .group_by(C::DueKey)
        .group_by(thing)
        .rows(db)
        .await
}

/// How many are in a state.
fn in_state(state: AssignmentState) -> SimpleExpr {
    Expr::cust(format!("count(CASE WHEN assignments.state = '{}' THEN 1 END)", state.as_str()))
}

/// How many activities are held on each of the days that have any. By the pool: these are many.
///
/// # Errors
/// The database.
pub async fn held(
    db: &impl Connection,
    shown: &Shown,
    (from, to): (NaiveDate, NaiveDate),
) -> AppResult<Vec<(i64, i64)>> {
    let day = shown.day_key();
    let select = (shown.select.clone())
        .select_only()
        .column_as(day.clone(), "day_key")
        .column_as(Expr::col(Asterisk).count(), "number")
        .filter(day.clone().gte(day_key(Some(from))))
        .filter(day.clone().lte(day_key(Some(to))))
        .group_by(day);
    pooled_rows_of(db, select.build(db.get_database_backend())).await
}
