//! Overdue, said in SQL: the twin of [`shared::deadline`], with which it is proven to agree.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, Condition};
use shared::time::end_of_day;

use crate::platform::db::entity::assignment::Column;

/// The unit has to act, in rows of the table or alias `of`. With literals, so that both databases see
/// that the partial index of such work is meant (`AssignmentState::waits_for_unit`).
#[must_use]
pub fn waits_for_unit(of: &str) -> String {
    format!("{of}.state IN ('assigned', 'acknowledged', 'returned')")
}

/// The same as a condition on assignments.
#[must_use]
pub fn is_waiting() -> SimpleExpr {
    Expr::cust(waits_for_unit("assignments"))
}

/// The last `due_key` that has passed at `now`: a deadline has at the first instant of the next
/// second (`shared::deadline::is_after`).
#[must_use]
pub const fn last_passed_key(now: DateTime<Utc>) -> i64 {
    now.timestamp_millis() - 1000
}

/// The unit has not done it, and its working deadline has passed.
#[must_use]
pub fn is_overdue(now: DateTime<Utc>) -> Condition {
    Condition::all().add(is_waiting()).add(Column::DueKey.lte(last_passed_key(now)))
}

/// The unit has to do it from `now` to the end of `last`.
#[must_use]
pub fn is_due_by(last: NaiveDate, now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(is_waiting())
        .add(Column::DueKey.gt(last_passed_key(now)))
        .add(Column::DueKey.lte(end_of_day(last).timestamp_millis()))
}

#[cfg(test)]
#[path = "overdue_tests.rs"]
mod tests;
